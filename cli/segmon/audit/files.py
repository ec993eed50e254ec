"""The attack on the files of a release: do they tell what its database does not?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import duckdb

from segmon.audit.breaches import Breach, Limits
from segmon.audit.released import columns_of
from segmon.database import quoted

#: What a page says by itself of a figure, for programs and for those who do not see it.
_VALUES = re.compile(r'<data value="([^"]*)"')
_TEXTS = re.compile(r'(?:alt|aria-label|title)="([^"]*)"')
_DATA = re.compile(r'<script type="application/json"[^>]*>(.*?)</script>', re.DOTALL)
#: A number below 1 with a decimal point or comma, without the zeros at its end.
_FRACTION = re.compile(r"(?<![\d.,])0[.,](\d*[1-9])")


def attack_files(folder: Path, released: duckdb.DuckDBPyConnection, limits: Limits) -> list[Breach]:
    """What the files of a release tell that its reduced database does not.

    Args:
        folder: the folder of the release, or where it is made.
        released: its reduced database.
        limits: what is promised.

    Returns:
        A breach per file and kind of place; nothing if the files tell nothing more.
    """
    tables = columns_of(released)
    numbers = _numbers(released, tables)
    breaches: list[Breach] = []
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        if file.suffix == ".csv" and file.stem in tables:
            breaches += _rows_of(file, name, released, tables[file.stem])
        elif file.suffix in (".html", ".csv", ".svg"):
            text = file.read_text(encoding="utf-8")
            breaches += _digits(name, text, limits)
            breaches += _unknown(name, text, numbers)
    return breaches


def _numbers(released: duckdb.DuckDBPyConnection, tables: dict[str, dict[str, str]]) -> set[float]:
    """Every number of the database, without its sign."""
    found: set[float] = set()
    for table, columns in tables.items():
        for column, its_type in columns.items():
            if its_type in ("DOUBLE", "BIGINT", "INTEGER"):
                rows = released.execute(f'select distinct abs("{column}") from marts."{table}"')
                found.update(round(float(n), 6) for (n,) in rows.fetchall() if n is not None)
    return found


def _rows_of(
    file: Path, name: str, released: duckdb.DuckDBPyConnection, columns: dict[str, str]
) -> Iterator[Breach]:
    """Rows of a table as a file that are not in the table."""
    cast = ", ".join(
        f"""cast(nullif("{column}", '') as {its_type}) as "{column}\""""
        for column, its_type in columns.items()
    )
    kept = ", ".join(
        f"""nullif("{column}", '')""" if its_type == "VARCHAR" else f'"{column}"'
        for column, its_type in columns.items()
    )
    row = released.execute(
        f"select count(*) from (select {cast} from read_csv({quoted(str(file), glob=True)},"
        " all_varchar = true, header = true, delim = ',', quote = '\"')"
        f' except select {kept} from marts."{file.stem}")'
    ).fetchone()
    if row and row[0]:
        yield Breach(
            *("files", name, "rows"),
            f"{row[0]} rows of the file are not those of the reduced database",
        )


def _digits(name: str, text: str, limits: Limits) -> Iterator[Breach]:
    """Figures with more digits than are promised, in the texts and data of a page."""
    places = {
        "values of <data>": " ".join(_VALUES.findall(text)),
        "texts for those who do not see": " ".join(map(unescape, _TEXTS.findall(text))),
        "data of charts": " ".join(map(str, _of_charts(text))),
    }
    if not name.endswith((".html", ".svg")):
        places = {"text": text}
    for place, words in places.items():
        if any(len(digits) > limits.decimals for digits in _FRACTION.findall(words)):
            yield Breach(
                *("files", name, place),
                f"there are figures of more than {limits.decimals} decimals, which the reduced"
                " database does not have",
            )


def _unknown(name: str, text: str, numbers: set[float]) -> Iterator[Breach]:
    """Figures of sentences and tables that are in no table of the database."""
    values = {value for value in _VALUES.findall(text) if "." in value}
    unknown = [value for value in sorted(values) if round(abs(float(value)), 6) not in numbers]
    if unknown:
        yield Breach(
            *("files", name, "values of <data>"),
            f"{len(unknown)} figures are in no table of the reduced database",
        )


def _of_charts(text: str) -> Iterator[float]:
    """The fractions in the data of the charts of a page."""
    for found in _DATA.findall(text):
        try:
            specs = json.loads(found)
        except ValueError:
            continue
        for spec in specs if isinstance(specs, list) else [specs]:
            if isinstance(spec, dict):
                yield from _fractions([spec.get("data"), spec.get("datasets")])


def _fractions(value: Any) -> Iterator[float]:
    if isinstance(value, float):
        yield abs(value)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _fractions(each)
    elif isinstance(value, list):
        for each in value:
            yield from _fractions(each)
