"""What was hidden, and by which rule: for output checkers. No value that is hidden is in it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import duckdb

from segmon.files import replacing
from segmon.release.reduced import PREFIX

#: The rules that hide a block; `docs/release.md` has them.
RULES = ("R1", "R2", "R3", "R4", "A", "P", "S")
#: What tells a block apart.
KEY = (
    "school_year",
    "sector",
    "characteristic",
    "area_level",
    "area_code",
    "category_kind",
    "category_code",
)
#: The blocks that are shown or would be, in the order of their keys.
_BLOCKS = (
    f"select {', '.join(KEY)}, broken_rule from release.release_hidden"
    " where is_shown_kind and is_hidden order by all"
)
#: Pupils of all years, to the next ten: of the country, and of the municipalities that are shown.
_RECORDS = (
    "select round(sum(n_known), -1), round(sum(n_known) filter (where is_in_scope), -1),"
    " round(sum(n_known) filter (where is_focus), -1)"
    " from release.release_schools where characteristic = 'all'"
)
#: Marts of fewer areas than the country.
_OF_MUNICIPALITIES = ("category_contribution", "segregation_municipality")
_OF_CITIES = ("segregation_g4", "information_change")


@dataclass(frozen=True)
class ReleasedTable:
    """A mart as it leaves.

    Attributes:
        name: its name.
        n_rows: its rows.
        n_hidden: rows of it that say that they are hidden.
        n_records: pupils of all years that it was made of, to the next ten.
    """

    name: str
    n_rows: int
    n_hidden: int
    n_records: int


def write_log(judged: duckdb.DuckDBPyConnection, file: Path) -> None:
    """Write which blocks are hidden, and by which rule.

    Args:
        judged: the scratch database of the release.
        file: the CSV file.
    """
    rows = judged.execute(_BLOCKS).fetchall()
    with replacing(file) as partial, partial.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(["rule", *KEY])
        writer.writerows([rule, *key] for *key, rule in rows)


def hidden_by_rule(judged: duckdb.DuckDBPyConnection) -> dict[str, dict[str, int]]:
    """How many blocks there are of each level and kind, and how many are hidden by which rule."""
    counts = ", ".join(
        f"count(*) filter (where is_hidden and broken_rule = '{rule}') as {rule}" for rule in RULES
    )
    rows = judged.execute(
        "select area_level, category_kind, count(*) as n_blocks,"
        f" {counts}"
        " from release.release_hidden where is_shown_kind and characteristic <> 'all'"
        " group by all order by all"
    )
    names = [column[0] for column in rows.description][2:]
    return {
        f"{level} {kind}": dict(zip(names, counts, strict=True))
        for level, kind, *counts in rows.fetchall()
    }


def released_tables(judged: duckdb.DuckDBPyConnection) -> list[ReleasedTable]:
    """The marts as they leave, in order of their names."""
    records = judged.execute(_RECORDS).fetchone()
    assert records
    country, municipalities, cities = (int(n or 0) for n in records)
    names = judged.execute(
        "select table_name, list_contains(list(column_name), 'status'),"
        " list_contains(list(column_name), 'difference') from duckdb_columns()"
        " where schema_name = 'released' group by 1 order by 1"
    ).fetchall()
    tables = []
    for name, has_status, has_difference in names:
        mart = str(name).removeprefix(PREFIX)
        is_hidden = "difference is null" if has_difference else "false"
        if has_status and not mart.startswith("dim_"):
            is_hidden = "status = 'suppressed'"
        counted = judged.execute(
            f"select count(*), count(*) filter (where {is_hidden}) from released.{name}"
        ).fetchone()
        assert counted
        n_records = country
        if mart.startswith(_OF_MUNICIPALITIES):
            n_records = municipalities
        elif mart.startswith(_OF_CITIES):
            n_records = cities
        n_records = 0 if mart.startswith("dim_") or not counted[0] else n_records
        tables.append(ReleasedTable(mart, int(counted[0]), int(counted[1]), n_records))
    return tables
