"""The pages of the marts and of schema `ops` are the ones that the project generates."""

from __future__ import annotations

import importlib.util
from types import ModuleType

import pytest

from segmon.project import project_dir

DOCS = project_dir() / "docs"


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate_docs", DOCS / "generate.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_of_the_marts_is_up_to_date(generate: ModuleType) -> None:
    content = generate.manifest()
    marts = [mart["name"] for mart in generate.marts(content)]
    page = generate.page(content)
    assert [line[3:] for line in page.splitlines() if line.startswith("## ")] == marts
    written = (DOCS / "marts.md").read_text(encoding="utf-8")
    assert written == page, "run python docs/generate.py"


def test_the_page_of_schema_ops_is_up_to_date(generate: ModuleType) -> None:
    written = (DOCS / "ops.md").read_text(encoding="utf-8")
    assert written == generate.ops_page(), "run python docs/generate.py"
