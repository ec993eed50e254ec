# The two commands of the README: `make demo` and `make test`. Everything else is a convenience.
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test test-spark lint nightly wheel lock clean
.DELETE_ON_ERROR:

demo: $(VENV)/.demo
	$(BIN)/segmon demo --scale 0.02

test: $(VENV)/.test lint
	$(BIN)/python -m pytest

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sqlfluff lint --processes 1 models macros tests/keys tests/marts

# The environment: exactly the locked packages, each checked against its hash, then the project itself.
# Modules are compiled when they are first imported, as most never are; so Python must keep what it compiles.
unexport PYTHONDONTWRITEBYTECODE
UV := $(shell command -v uv)
INSTALL = $(if $(UV),uv pip install --quiet --python $(BIN)/python,$(BIN)/python -m pip install -qq --no-compile)
SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 13))
PYTHON = $(firstword $(foreach name,python3.11 python3.12 python3 python,\
	$(shell $(name) -c "$(SUPPORTED)" 2>/dev/null && echo $(name))))

$(BIN)/python:
	@$(or $(PYTHON),false) -c "$(SUPPORTED)" || \
	{ echo "segmon needs Python 3.11 or 3.12; name one that is not on the PATH: make demo PYTHON=/path/to/python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(if $(UV),--without-pip) $(VENV)

$(VENV)/.demo: requirements.lock pyproject.toml | $(BIN)/python
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.test: requirements-dev.lock $(VENV)/.demo
	$(INSTALL) --require-hashes -r requirements-dev.lock
	touch $@

# Spark is large and built from source: it has an environment of its own, with what tests need.
.venv-spark/.test: requirements-spark.lock requirements.lock
	$(PYTHON) -m venv $(if $(UV),--without-pip) .venv-spark
	$(subst $(BIN),.venv-spark/bin,$(INSTALL)) --require-hashes -r requirements-spark.lock
	$(subst $(BIN),.venv-spark/bin,$(INSTALL)) --no-deps --no-build-isolation --editable .
	touch $@

# The example of a dashboard brings Streamlit.
.venv-dashboard/.done: examples/dashboard/requirements.txt
	$(PYTHON) -m venv $(if $(UV),--without-pip) .venv-dashboard
	$(subst $(BIN),.venv-dashboard/bin,$(INSTALL)) -r examples/dashboard/requirements.txt
	touch $@

# Builds on Spark.
test-spark: .venv-spark/.test
	.venv-spark/bin/python -m pytest -n 0 cli/tests/engines/test_spark_build.py

# Every test, also those that take long, among them all of the dbt project on PostgreSQL and on Spark, and the style of
# what `lint` does not see: the staging models of every layout, of which it sees one, the models of a release, which
# only a release has (where sqlfluff takes loops for other indents than they have), and the tests of the macros, whose SQL
# takes minutes to read once macros are written out in it. Two hours.
nightly: $(VENV)/.test .venv-spark/.test .venv-dashboard/.done
	mkdir -p target
	for layout in counts duo cbs canonical; do \
		printf '[sqlfluff:templater:dbt:context]\nlayout = %s\n' $$layout >target/layout.cfg; \
		$(BIN)/sqlfluff lint --processes 1 --config target/layout.cfg models/staging/$$layout || exit 1; \
	done
	printf '[sqlfluff:templater:dbt:context]\nrelease_profile = municipal\n' >target/release.cfg
	$(BIN)/sqlfluff lint --processes 1 --config target/release.cfg --exclude-rules ST07,RF02,ST06,AM04,LT02 \
		models/release
	$(BIN)/sqlfluff lint --processes 1 tests/indices
	$(BIN)/python -m pytest --nightly
	.venv-spark/bin/python -m pytest -n 0 --nightly cli/tests/engines/test_spark_*.py

wheel: $(VENV)/.demo
	$(BIN)/python -m hatchling build --target wheel

# Renewing the locks needs uv (pip install uv).
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-strip-extras pyproject.toml
lock:
	$(LOCK) --group build -o requirements.lock
	$(LOCK) --group dev --extra dagster --extra microdata --extra postgres --extra stats -c requirements.lock -o requirements-dev.lock
	$(LOCK) --group dev --extra postgres --extra spark -c requirements-dev.lock -o requirements-spark.lock
	uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-annotate --group dashboard \
		-c requirements.lock -o examples/dashboard/requirements.txt

clean:
	rm -rf $(VENV) dist target logs warehouse exports
