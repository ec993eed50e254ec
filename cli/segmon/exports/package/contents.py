"""What a package of the marts says: its tables, codes, references, sources and licence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from segmon.exports.package.codes import SAME_CODES, CodeList, read_codes
from segmon.labels import Language, labels
from segmon.licence import Licence
from segmon.published.provenance import Source, read_provenance
from segmon.published.tables import MARTS, Table, read_tables

#: Columns of a mart, the dimension that they refer to, and its columns.
REFERENCES = (
    (("school_year",), "dim_school_year", ("school_year",)),
    (("from_year",), "dim_school_year", ("school_year",)),
    (("to_year",), "dim_school_year", ("school_year",)),
    (("characteristic",), "dim_characteristic", ("characteristic",)),
    (("characteristic", "group_code"), "dim_group", ("characteristic", "group_code")),
    (("category_kind", "category_code"), "dim_category", ("category_kind", "category_code")),
    (
        ("school_year", "area_level", "area_code"),
        "dim_area",
        ("school_year", "area_level", "area_code"),
    ),
    (("index_code",), "dim_index", ("index_code",)),
    (("definition",), "dim_definition", ("definition",)),
    (("status",), "dim_status", ("status",)),
)


@dataclass(frozen=True)
class Reference:
    """Columns of a table whose values are all in a dimension."""

    columns: tuple[str, ...]
    dimension: str
    dimension_columns: tuple[str, ...]


@dataclass(frozen=True)
class PackageTable:
    """A mart.

    Attributes:
        table: its columns and key.
        titles: what it has, in a few words of each language.
        codes: the codes that each of its columns may have, for the columns with a list of them.
        references: the dimensions that its columns refer to.
    """

    table: Table
    titles: Mapping[Language, str]
    codes: Mapping[str, tuple[str, ...]]
    references: tuple[Reference, ...]


@dataclass(frozen=True)
class Package:
    """The marts of a warehouse, as a package.

    Attributes:
        build_id: the build that wrote the warehouse.
        created: when that build was done (UTC): not the moment of the export, so that the same
            warehouse gives the same bytes.
        is_synthetic: whether the data are invented.
        is_dutch: whether the areas are those of the Netherlands.
        school_years: the school years that are published.
        tables: its tables.
        codes: what the codes mean, by column.
        sources: what was delivered for the years that are published.
        licence: under which licence; null if the owner of the data has not chosen one.
        publisher: who publishes it; empty if it is not said.
    """

    build_id: str
    created: datetime
    is_synthetic: bool
    is_dutch: bool
    school_years: tuple[str, ...]
    tables: tuple[PackageTable, ...]
    codes: Mapping[str, CodeList]
    sources: tuple[Source, ...]
    licence: Licence | None
    publisher: str

    @property
    def moment(self) -> str:
        """When that build was done, as ISO 8601 has it."""
        return f"{self.created:%Y-%m-%dT%H:%M:%SZ}"


def read_package(connection: duckdb.DuckDBPyConnection) -> Package:
    """What a published warehouse says of its marts.

    What the project says of licence and publisher goes before what it said when it built.

    Raises:
        UsageError: the licence of the project is none.
    """
    build_id, created, built_with = _row(
        connection, "select build_id, finished_at, vars from ops.build_manifest where is_current"
    )
    provenance = read_provenance(connection)
    marts = read_tables(connection, [MARTS])
    codes = read_codes(connection)
    built = json.loads(built_with)
    years = connection.execute("select school_year from ops.published_years order by 1").fetchall()
    return Package(
        build_id,
        created,
        provenance.is_synthetic,
        built.get("areas", "nl") == "nl",
        tuple(year for (year,) in years),
        tuple(_table(connection, mart, codes) for mart in marts),
        codes,
        provenance.sources,
        provenance.licence,
        provenance.publisher,
    )


def _row(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    found = connection.execute(query).fetchone()
    assert found
    return found


def _table(
    connection: duckdb.DuckDBPyConnection, mart: Table, codes: Mapping[str, CodeList]
) -> PackageTable:
    listed = {
        column.name: codes[SAME_CODES.get(column.name, column.name)]
        for column in mart.columns
        if SAME_CODES.get(column.name, column.name) in codes
    }
    return PackageTable(
        mart,
        {it: labels("mart", it).get(mart.name, mart.name) for it in Language},
        {name: _codes(connection, mart, name, known) for name, known in listed.items()},
        tuple(
            reference
            for reference in (Reference(*parts) for parts in REFERENCES)
            if _holds(connection, mart, reference)
        ),
    )


def _codes(
    connection: duckdb.DuckDBPyConnection, mart: Table, column: str, known: CodeList
) -> tuple[str, ...]:
    """The codes with a name, in their order, and then what else there is, such as `all`."""
    query = f"select distinct {column} from {MARTS}.{mart.name} where {column} is not null"
    found = sorted(code for (code,) in connection.execute(query).fetchall())
    return tuple(dict.fromkeys([*(code.code for code in known), *found]))


def _holds(connection: duckdb.DuckDBPyConnection, mart: Table, reference: Reference) -> bool:
    """Whether every row of a mart has its row in the dimension: distances are also of `all`."""
    names = {column.name for column in mart.columns}
    if mart.name == reference.dimension or not names.issuperset(reference.columns):
        return False
    pairs = zip(reference.columns, reference.dimension_columns, strict=True)
    same = " and ".join(f"m.{column} = d.{key}" for column, key in pairs)
    query = (
        f"select count(*) from {MARTS}.{mart.name} as m"
        f" anti join {MARTS}.{reference.dimension} as d on {same}"
    )
    return bool(_row(connection, query)[0] == 0)
