"""What a layout says of itself: everything has a meaning and an example, and examples are right."""

from __future__ import annotations

import pytest

from segmon.commands.options import Layout
from segmon.database import connect, quoted
from segmon.delivery.layouts import LAYOUTS
from segmon.delivery.spec import LayoutSpec, TableSpec
from segmon.project import project_dir

SPECS = {table.name: table for layout in LAYOUTS.values() for table in layout.tables}
TABLES = [pytest.param(table, id=name) for name, table in SPECS.items()]
#: The staging models in which every layout ends.
CANONICAL = ("schools", "municipalities", "school_counts", "distance_counts")


def test_the_command_line_offers_every_layout() -> None:
    assert [str(layout) for layout in Layout] == list(LAYOUTS)


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_a_layout_ends_in_the_canonical_models(layout: LayoutSpec) -> None:
    folder = project_dir() / "models" / "staging" / layout.name
    for model in CANONICAL:
        assert (folder / f"stg_{layout.name}__{model}.sql").is_file()
    # its first table has the pupils, and so their school year; that of microdata is told by files
    assert layout.tables[0].year_column or layout.is_microdata


@pytest.mark.parametrize("table", TABLES)
def test_a_table_begins_with_its_grain(table: TableSpec) -> None:
    assert table.grain.startswith("One row per ")
    assert table.grain.endswith(".")


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_explained(table: TableSpec) -> None:
    for column in table.columns:
        assert column.meaning.endswith("."), column.name
        assert "\n" not in column.meaning
        assert column.example
        assert column.rule.type in ("text", "code", "whole number", "decimal number")


@pytest.mark.parametrize("table", TABLES)
def test_examples_keep_the_rules(table: TableSpec) -> None:
    values = ", ".join(f'{quoted(column.example)} as "{column.name}"' for column in table.columns)
    rules = [*((column.name, column.rule) for column in table.columns), *table.row_rules]
    broken = ", ".join(
        f'coalesce({rule.violation(name, "VARCHAR")}, false) as "{name}"' for name, rule in rules
    )
    with connect() as connection:
        row = connection.execute(f"select {broken} from (select {values})").fetchone()
    assert row is not None
    assert not [name for (name, _), is_broken in zip(rules, row, strict=True) if is_broken]


@pytest.mark.parametrize("table", TABLES)
def test_the_first_example_row_has_the_examples_of_the_columns(table: TableSpec) -> None:
    examples = {column.name: column.example for column in table.columns}
    first, *others = table.example_rows
    assert {**examples, **first}.items() - examples.items() <= {("programmes", "")}
    assert all(row.keys() <= examples.keys() for row in others)
