# The two commands of the README: `make demo` and `make test`. Everything else is a convenience.
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test lint lock clean

demo: $(STAMP)
	$(BIN)/segmon demo --scale 0.02

test: $(STAMP) lint
	$(BIN)/python -m pytest

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint --processes 1 models macros tests

# The environment: exactly the locked packages, each checked against its hash, then the project itself.
$(STAMP): requirements.lock pyproject.toml
	python3.11 -m venv $(VENV) || python3 -m venv $(VENV)
	$(BIN)/python -m pip install -qq --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -qq --no-deps --no-build-isolation --editable .
	touch $(STAMP)

# Renewing the lock needs uv (pip install uv).
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-strip-extras --extra dev --extra dagster pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) target logs warehouse exports
