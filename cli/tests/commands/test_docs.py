"""The pages and the dbt sources that are generated are the ones that the project would generate."""

from __future__ import annotations

import importlib.util
from itertools import groupby
from types import ModuleType

import pytest
import yaml

from segmon.build.kept_years import KEPT
from segmon.delivery.layouts import LAYOUTS
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


def test_the_page_of_the_method_is_up_to_date(generate: ModuleType) -> None:
    page = generate.method_page(generate.manifest())
    assert "{{" not in page
    written = (DOCS / "method.md").read_text(encoding="utf-8")
    assert written == page, "run python docs/generate.py"


def test_the_page_of_schema_ops_is_up_to_date(generate: ModuleType) -> None:
    written = (DOCS / "ops.md").read_text(encoding="utf-8")
    assert written == generate.ops_page(), "run python docs/generate.py"


def test_the_page_of_deliveries_is_up_to_date(generate: ModuleType) -> None:
    written = (DOCS / "deliveries.md").read_text(encoding="utf-8")
    assert written == generate.deliveries_page(), "run python docs/generate.py"


def test_the_tables_of_deliveries_are_whole(generate: ModuleType) -> None:
    lines = generate.deliveries_page().splitlines()
    tables = [list(group) for is_row, group in groupby(lines, lambda x: x[:1] == "|") if is_row]
    n_tables = len(generate.layouts_of_tables())
    assert len(tables) > n_tables
    for table in tables:
        assert set(table[1]) == set("|-")
        assert {line.count("|") for line in table} == {table[1].count("|")}


def test_the_dbt_sources_are_up_to_date(generate: ModuleType) -> None:
    written = generate.SOURCES.read_text(encoding="utf-8")
    assert written == generate.sources(), "run python docs/generate.py"


def test_the_dbt_sources_have_every_delivered_column(generate: ModuleType) -> None:
    delivery, store = yaml.safe_load(generate.sources())["sources"]
    declared = {
        table["name"]: tuple(column["name"] for column in table["columns"])
        for table in delivery["tables"]
    }
    specs = [table for layout in LAYOUTS.values() for table in layout.tables]
    assert declared.pop("rejected_counts") and declared.pop("cbs_serving_files")
    assert declared == {table.name: table.column_names for table in specs}
    assert [table["name"] for table in store["tables"]] == list(KEPT)
