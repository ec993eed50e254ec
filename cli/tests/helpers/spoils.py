"""Ways to spoil the hand-made delivery, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.deliveries import (
    Tables,
    counts_tables,
    register_tables,
    spoiled,
    with_table,
    write_query,
)
from segmon.checks.checked import check_delivery
from segmon.errors import DeliveryError
from segmon.findings import Finding

Spoil = Callable[[Tables], Tables]
#: Another form or content of the files of a delivery.
Files = Callable[[Path], None]
TABLES: dict[str, Callable[[], Tables]] = {
    "register": cache(register_tables),
    "counts": cache(counts_tables),
}

KNOWN_SCHOOL = "each school is in `schools` in the same school year and sector"
KNOWN_MUNICIPALITY = "each municipality is in `municipalities` in the same school year"
KNOWN_GROUP = "each characteristic and group is in the seed `characteristics`"
WHOLE_PERCENTILE = "each value is a whole number from 1 to 100"
N_PUPILS = "each value is a number of pupils"
NOT_EMPTY = "the value is not empty"


def cell(table: str, column: str, value: Any, *rows: int) -> Spoil:
    """Another value in a column."""
    return lambda tables: spoiled(tables, table, column, value, *rows)


def rows(table: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Spoil:
    """Other rows in a table."""
    return lambda tables: with_table(tables, table, change(tables[table]))


def repeat_first(frame: pd.DataFrame, **changed: str) -> pd.DataFrame:
    """The first row once more, at the end."""
    return pd.concat([frame, frame.head(1).assign(**changed)], ignore_index=True)


@dataclass(frozen=True)
class Case:
    """A spoiled delivery and the finding that names it."""

    name: str
    layout: str
    spoil: Spoil
    table: str
    column: str
    rule: str
    n_rows: int = 1
    examples: tuple[str, ...] = ()


def wrong_values(layout: str, table: str, column: str, rule: str, *wrong: str) -> Case:
    """The first rows have wrong values in a column, which is added where it is not there."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        kept = frame[column] if column in frame else pd.Series([None] * len(frame), dtype=object)
        return frame.assign(**{column: [*wrong, *kept[len(wrong) :]]})

    examples = tuple(sorted(wrong))
    name = f"{table}.{column} wrong"
    return Case(name, layout, rows(table, change), table, column, rule, len(wrong), examples)


def refusal(folder: Path, layout: str) -> DeliveryError:
    """The error with which a delivery is refused; it never shows a pupil."""
    with pytest.raises(DeliveryError) as refused:
        check_delivery(folder, layout)
    assert "-pupil-" not in str(refused.value)
    return refused.value


def finding(error: DeliveryError, table: str, column: str, rule: str) -> Finding:
    """The finding about a rule of a column."""
    found = [
        finding
        for finding in error.findings
        if (finding.table, finding.column) == (table, column) and rule in finding.rule
    ]
    assert len(found) == 1, str(error)
    return found[0]


def retype(folder: Path, tables: Tables, table: str, column: str) -> None:
    """Deliver a table as Parquet instead, a column of it replaced by an SQL expression."""
    (folder / f"{table}.csv").unlink()
    query = f"select * replace ({column}) from frame"
    write_query(query, folder / f"{table}.parquet", frame=tables[table])


def overwrite(file: str, change: Callable[[bytes], bytes]) -> Files:
    """Other bytes in a file."""

    def spoil(folder: Path) -> None:
        (folder / file).write_bytes(change((folder / file).read_bytes()))

    return spoil


def line_two(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """Another first row."""

    def changed(content: bytes) -> bytes:
        header, row, rest = content.split(b"\n", 2)
        return b"\n".join([header, change(row), rest])

    return changed


def remove(file: str) -> Files:
    """The file is not there."""
    return lambda folder: (folder / file).unlink()


def rename(file: str, other: str) -> Files:
    """The file goes by another name."""
    return lambda folder: (folder / file).rename(folder / other) and None


def in_parts(table: str, **queries: str) -> Files:
    """A folder of Parquet files in the place of a CSV, each the result of a query on `rows`."""

    def spoil(folder: Path) -> None:
        rows = pd.read_csv(folder / f"{table}.csv", dtype=object)
        (folder / f"{table}.csv").unlink()
        (folder / table).mkdir()
        for name, query in queries.items():
            write_query(query, folder / table / f"{name}.parquet", rows=rows)

    return spoil
