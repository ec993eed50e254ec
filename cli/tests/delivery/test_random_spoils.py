"""Random spoils of a good delivery: never a crash, and never other rows without a word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.file_spoils import DAMAGES, SPOILS, Files
from segmon.checks.delivery_rules import content_findings
from segmon.checks.rejected import SEEDS
from segmon.checks.school_years import year_findings
from segmon.checks.structure import structure_findings
from segmon.database import load_seeds
from segmon.delivery import csv_headers, csv_tables, files, parquet_tables, years
from segmon.delivery.example import write_example
from segmon.delivery.find import FoundDelivery, find_delivery
from segmon.delivery.open import open_delivery
from segmon.delivery.open_tables import OpenTable
from segmon.delivery.reading import readable
from segmon.delivery.spec import Column
from segmon.delivery.years import years_read
from segmon.errors import DeliveryError, UsageError
from segmon.findings import Finding

Rows = dict[str, list[tuple[Any, ...]]]

#: A small delivery of DUO: two sites in one municipality.
DUO = {
    "01.-leerlingen-bo-gewicht,-leeftijd-2016-2017.csv": (
        "BRIN_NUMMER;VESTIGINGSNUMMER;INSTELLINGSNAAM_VESTIGING;GEMEENTENUMMER;SOORT_PO"
        ";DENOMINATIE_VESTIGING;GEWICHT;TOTAAL\n"
        "00AP;00;De Eerste;637;Bo;Openbaar;0.00;10\n"
        "00AP;00;De Eerste;637;Bo;Openbaar;1.20;5\n"
        "16AH;01;De Tweede;637;Bo;Islamitisch;0.00;30\n"
    ),
    "05.-gemiddelde-afstand-x-2016-2017.csv": (
        "BRIN_NUMMER;VESTIGINGSNUMMER;SOORT_PO;AFSTAND;LEERLINGEN\n"
        "00AP;00;Bo;754,203;15\n16AH;01;Bo;1254,5;30\n"
    ),
    "municipalities.csv": (
        "school_year,municipality_code,municipality_name,urbanity\n2016-2017,GM0637,Zoetermeer,2\n"
    ),
}


@cache
def good(layout: str) -> Files:
    """The files of a small good delivery."""
    if layout == "duo":
        return {name: text.encode() for name, text in DUO.items()}
    with TemporaryDirectory() as folder:
        written_ = write_example(Path(folder) / "delivery", layout)
        return {file.name: file.read_bytes() for file in written_ if file.suffix == ".csv"}


def written(folder: Path, delivery: Files) -> Path:
    """The files in a folder."""
    for name, content in delivery.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


@cache
def database() -> duckdb.DuckDBPyConnection:
    """One database for every example: to open one takes longer than to read a small delivery."""
    connection = duckdb.connect()
    connection.execute("set threads = 1")
    load_seeds(connection, *SEEDS)
    return connection


@pytest.fixture(autouse=True, scope="module")
def one_database() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for module in (csv_headers, csv_tables, files, parquet_tables, years):
            patch.setattr(module, "connect", lambda: database().cursor())
        yield


@cache
def good_rows(layout: str) -> Rows:
    """The rows of the good delivery, of which nothing is to be said."""
    with TemporaryDirectory() as folder:
        found = find_delivery(written(Path(folder), good(layout)), layout)
        assert (found.notices, broken(structure_findings(found))) == ((), [])
        return opened_rows(found, {})[0]


def opened_rows(found: FoundDelivery, known: Rows) -> tuple[Rows, list[str]]:
    """The rows of a delivery; the rules that they break, if they are others than are known."""
    connection = database().cursor()
    try:
        opened = open_delivery(connection, found)
        rows = {}
        for table in opened.tables:
            with readable(table.found.source):
                rows[table.name] = rows_of(connection, table)
        words: list[str] = []
        if known and rows != known:
            words = broken(content_findings(connection, opened))
            words += broken(year_findings(connection, opened))
        return rows, words
    finally:
        connection.execute("drop schema if exists delivery cascade")


def outcome(folder: Path, layout: str) -> tuple[Rows, list[str]]:
    """The rows of a delivery, and what is said of it: refusals, warnings, notices."""
    try:
        found = find_delivery(folder, layout)
        if words := broken(structure_findings(found)):
            return {}, words
        years_read(found)
        rows, words = opened_rows(found, good_rows(layout))
    except (DeliveryError, UsageError) as error:
        return {}, [str(error)]
    return rows, [*words, *map(str, found.notices)]


def broken(findings: Iterable[Finding]) -> list[str]:
    return [str(finding) for finding in findings if finding.observed > finding.limit]


#: Free text: no figure depends on it.
NAMES = ("school_name", "municipality_name", "naam_instelling", "instellingsnaam_vestiging")


def rows_of(connection: duckdb.DuckDBPyConnection, table: OpenTable) -> list[tuple[Any, ...]]:
    """What the rows of a table say that is in a figure, however it is spelled."""
    columns = [meaning(column) for column in table.spec.columns if column.name not in NAMES]
    query = f"select {', '.join(columns)} from delivery.{table.name} order by all"
    return connection.execute(query).fetchall()


def meaning(column: Column) -> str:
    """SQL of what a column says."""
    text = f"trim({column.name}::varchar)"
    if column.rule.type.endswith("number"):
        return f"coalesce(try_cast({column.name} as double)::varchar, {text})"
    if column.name.startswith("birth_country"):
        return f"case when {text} is not null then {text} = 'NL' end"
    if column.name in ("municipality_code", "gemeentenummer"):
        return f"lpad(replace({text}, 'GM', ''), 4, '0')"
    if column.name == "pupil_id":
        # any text, which no figure depends on; that two have the same one is a rule of its own
        return f"{text} is not null"
    if column.name.startswith("denominat") or column.name == "programmes":
        return f"lower({text})"
    return text


def is_same(delivered: Rows, known: Rows) -> bool:
    """Whether a delivery says the same; a value may be unknown, an optional table not there."""
    return all(
        not rows
        or (len(rows) == len(known[table]) and all(is_among(row, known[table]) for row in rows))
        for table, rows in delivered.items()
    )


def is_among(row: tuple[Any, ...], known: list[tuple[Any, ...]]) -> bool:
    return any(
        all(cell is None or cell == other for cell, other in zip(row, like, strict=True))
        for like in known
    )


NUMBERS = st.integers(0, 10**6)


def chosen(spoils: dict[str, Any]) -> st.SearchStrategy[tuple[str, int, int]]:
    return st.tuples(st.sampled_from(sorted(spoils)), NUMBERS, NUMBERS)


def random_spoils(n: int) -> settings:
    return settings(
        max_examples=n,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


def check_spoiled(layout: str, spoils: list[tuple[str, int, int]]) -> None:
    """Spoil a good delivery: its rows are as they were, or something is said."""
    content = good(layout)
    for name, which, how in spoils:
        try:
            content = {**SPOILS, **DAMAGES}[name](content, which, how)
        except (UnicodeDecodeError, IndexError, ZeroDivisionError):
            # it was spoiled too much to be spoiled in this way as well
            break
    with TemporaryDirectory() as folder:
        rows, words = outcome(written(Path(folder), content), layout)
    if not words and not any(name in DAMAGES for name, _, _ in spoils):
        assert is_same(rows, good_rows(layout))


@pytest.mark.parametrize("layout", ["register", "counts", "duo"])
@pytest.mark.parametrize("n", [150, pytest.param(600, marks=pytest.mark.nightly)])
def test_no_spoil_changes_the_rows_without_a_word(layout: str, n: int) -> None:
    @random_spoils(n)
    @given(st.lists(chosen(SPOILS), min_size=1, max_size=2))
    def spoiled(spoils: list[tuple[str, int, int]]) -> None:
        check_spoiled(layout, spoils)

    spoiled()


@pytest.mark.parametrize("layout", ["register", "counts", "duo"])
def test_no_damage_of_bytes_is_a_crash(layout: str) -> None:
    @random_spoils(150)
    @given(chosen(DAMAGES))
    def damaged(spoil: tuple[str, int, int]) -> None:
        check_spoiled(layout, [spoil])

    damaged()
