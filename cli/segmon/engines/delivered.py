"""A delivery on another engine: loaded there from files, or tables that are there already."""

from __future__ import annotations

from collections.abc import Mapping

from segmon.database import connect, load_seeds
from segmon.delivery.files import FoundTable
from segmon.delivery.find import FoundDelivery
from segmon.delivery.layouts import layout_spec
from segmon.delivery.names import column_name, listed
from segmon.delivery.open import OpenDelivery, open_delivery
from segmon.delivery.open_tables import OpenTable, columns_read, of_years
from segmon.delivery.spec import TableSpec
from segmon.delivery.years import chosen_years
from segmon.engines.scratch import Scratch
from segmon.errors import DeliveryError

#: Seeds that rules and staging models look things up in.
SEEDS = (
    *("characteristics", "denominations", "plausible_shares"),
    *("quality_bounds", "suppression_marks"),
)


def load_delivery(scratch: Scratch, found: FoundDelivery) -> OpenDelivery:
    """Put every table of a delivery of files in schema `delivery` of an engine, as DuckDB reads it.

    Args:
        scratch: the schemas of the build.
        found: the delivery.

    Raises:
        DeliveryError: a file is broken.
    """
    with connect() as connection:
        opened = open_delivery(connection, found)
        for table in opened.tables:
            scratch.write(f"delivery.{table.name}", connection, f"from delivery.{table.name}")
    tables = (OpenTable(t.found, t.types, t.columns, t.rows, "") for t in opened.tables)
    return OpenDelivery(found, tuple(tables))


def load_engine_seeds(scratch: Scratch) -> None:
    """Put the seeds that rules and staging models look things up in in schema `seeds`."""
    with connect() as connection:
        load_seeds(connection, *SEEDS)
        for seed in SEEDS:
            scratch.write(f"seeds.{seed}", connection, f"from seeds.{seed}")


def find_tables(
    scratch: Scratch, schema: str, layout: str, school_years: tuple[str, ...], areas: str
) -> FoundDelivery:
    """Find the tables of a layout in a schema that is there already.

    Args:
        scratch: the schemas of the build.
        schema: the schema of somebody else; nothing is written to it.
        layout: a key of `LAYOUTS`.
        school_years: the school years to read; empty for all.
        areas: `nl` for Dutch municipalities, `opaque` for areas of any country.

    Raises:
        UsageError: the layout does not go with the areas.
        DeliveryError: a table is missing.
    """
    spec = layout_spec(layout, areas)
    there = {name.lower(): (name, columns) for name, columns in scratch.tables(schema).items()}
    missing = [t.name for t in spec.tables if t.name not in there and not t.optional]
    if missing:
        raise DeliveryError(
            f"schema {schema} of {scratch.engine} has no table {listed(missing)} of layout"
            f" {layout}; it has {listed(there) or 'none, or none that you may read'}"
        )
    tables = tuple(_found(schema, table, *there.get(table.name, ("", {}))) for table in spec.tables)
    place = f"schema {schema} of {scratch.engine}"
    return FoundDelivery(place, layout, tables, school_years, areas)


def _found(schema: str, spec: TableSpec, name: str, columns: Mapping[str, str]) -> FoundTable:
    if not name:
        return FoundTable(spec)
    place = f"{schema}.{name}"
    # names of columns are taken as those of files are; a text may be of a fixed width
    read = ", ".join(
        (f"cast({_quoted(raw)} as varchar)" if kind == "VARCHAR" else _quoted(raw))
        + f" as {_quoted(column_name(raw))}"
        for raw, kind in columns.items()
    )
    types = {column_name(raw): kind for raw, kind in columns.items()}
    return FoundTable(
        spec,
        source=place,
        headers={place: tuple(map(column_name, columns))},
        relation=f"(select {read} from {_quoted(schema)}.{_quoted(name)}) as delivered",
        types=types,
        empty_texts=frozenset(name for name, kind in types.items() if kind == "VARCHAR"),
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def view_tables(scratch: Scratch, found: FoundDelivery) -> OpenDelivery:
    """Put views of tables that are there already in schema `delivery`; no row is copied.

    Args:
        scratch: the schemas of the build.
        found: as `find_tables` gives it.
    """
    opened = []
    for table in found.tables:
        types, columns = columns_read(table, table.types)
        rows = f"from {table.relation}{of_years(table.spec, columns, found.school_years)}"
        if not table.relation:
            rows = "where 1 = 0"
        scratch.view(f"delivery.{table.name}", f"select {', '.join(columns)} {rows}")
        opened.append(OpenTable(table, types, columns, rows, ""))
    return OpenDelivery(found, tuple(opened))


def years_held(scratch: Scratch, opened: OpenDelivery) -> tuple[str, ...]:
    """The school years of pupils that are read: those that were asked for, or all.

    Raises:
        DeliveryError: a year that was asked for is not there.
    """
    first = opened.tables[0]
    year = first.spec.year_column
    rows = scratch.execute(
        f"select distinct cast({year} as varchar) from delivery.{first.name}"
        f" where {year} is not null"
    ).fetchall()
    return chosen_years(opened.found, [str(row[0]) for row in rows])
