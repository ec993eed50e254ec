"""Writing: the three tables of the register layout as Parquet, in a fixed row order with one thread
a file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from segmon.synth.country import Country, OpenSchools
from segmon.synth.facts import SECTORS
from segmon.synth.tables import PARQUET_MARKER

_OPTIONS = f"(format parquet, compression zstd, row_group_size 122880, {PARQUET_MARKER})"
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "memory_limit": "512MB",
    "preserve_insertion_order": True,
}

Columns = Mapping[str, NDArray[np.generic]]


def school_year(year: int) -> str:
    """Return the school year that starts in `year` as the register writes it: 2023 → 2023-2024."""
    return f"{year:04d}-{year + 1:04d}"


def write_pupils(
    path: Path,
    sector: str,
    first_pupil: int,
    columns: Columns,
    education_pairs: Sequence[tuple[str | None, str | None]],
    birth_pairs: Sequence[tuple[str | None, str | None]],
) -> int:
    """Write one part of the pupils table.

    Args:
        path: the file.
        sector: `po` or `vo`.
        first_pupil: number of the first pupil: ids count on within a school year and sector.
        columns: codes as PupilExpander makes them.
        education_pairs: what the codes of the parents' levels stand for.
        birth_pairs: what the codes of the parents' countries of birth stand for.

    Returns:
        The number of pupils written.
    """
    chunk = dict(columns)
    count = len(chunk["school"])
    chunk["pupil"] = np.arange(first_pupil, first_pupil + count)
    query = f"""
        select
            '{sector}' as sector,
            '{sector[0].upper()}' || lpad(cast(pupil as varchar), 9, '0') as pupil_id,
            '{sector.upper()}' || lpad(cast(school as varchar), 5, '0') as school_id,
            cast(grade as integer) as grade,
            cast(nullif(percentile, 0) as integer) as income_percentile,
            {_texts(education_pairs, 0)}[education + 1] as education_parent_1,
            {_texts(education_pairs, 1)}[education + 1] as education_parent_2,
            {_texts(birth_pairs, 0)}[birth + 1] as birth_country_parent_1,
            {_texts(birth_pairs, 1)}[birth + 1] as birth_country_parent_2,
            km / 100 as home_to_school_km
        from chunk
    """
    _copy(query, path, {"chunk": chunk})
    return count


def write_schools(
    path: Path, years: Mapping[int, Mapping[str, OpenSchools]], country: Country
) -> int:
    """Write the schools table, every school year below the other; return its number of rows."""
    rows: list[tuple[str, ...]] = []
    codes = country.municipalities.codes
    for year, sectors in years.items():
        for sector in SECTORS:
            opened = sectors[sector]
            ids = opened.schools.ids()
            kind = "Basisschool" if sector == "po" else "Scholengemeenschap"
            for i in np.argsort(opened.which):
                which = int(opened.which[i])
                rows.append(
                    (
                        school_year(year),
                        sector,
                        ids[which],
                        f"{kind} {which + 1:04d}",
                        codes[int(opened.municipality[i])],
                        str(opened.denomination[i]),
                        str(opened.schools.programmes[which]),
                    )
                )
    names = (
        "school_year",
        "sector",
        "school_id",
        "school_name",
        "municipality_code",
        "denomination",
        "programmes",
    )
    columns = _text_columns(names, rows)
    _copy(
        "select * replace (nullif(programmes, '') as programmes) from chunk",
        path,
        {"chunk": columns},
    )
    return len(rows)


def write_municipalities(path: Path, years: Sequence[int], country: Country) -> int:
    """Write the municipalities table of the school years; return its number of rows."""
    municipalities = country.municipalities
    rows: list[tuple[str, ...]] = []
    urbanity: list[int] = []
    for year in years:
        classes = municipalities.urbanity(year)
        for m in municipalities.existing(year):
            rows.append((school_year(year), municipalities.codes[m], municipalities.names[m]))
            urbanity.append(int(classes[m]))
    columns = _text_columns(("school_year", "municipality_code", "municipality_name"), rows)
    columns["urbanity"] = np.array(urbanity, dtype=np.int32)
    _copy("select * from chunk", path, {"chunk": columns})
    return len(rows)


def _texts(pairs: Sequence[tuple[str | None, str | None]], side: int) -> str:
    """Return one side of the pairs as an SQL list."""
    texts = (pair[side] for pair in pairs)
    return "[" + ", ".join("null" if text is None else f"'{text}'" for text in texts) + "]"


def _text_columns(
    names: Sequence[str], rows: Sequence[tuple[str, ...]]
) -> dict[str, NDArray[np.generic]]:
    return {name: np.array([row[i] for row in rows], dtype=object) for i, name in enumerate(names)}


def _copy(query: str, path: Path, tables: Mapping[str, object]) -> None:
    target = str(path).replace("'", "''")
    with duckdb.connect(":memory:", config=_SETTINGS) as connection:
        for name, table in tables.items():
            connection.register(name, table)
        connection.execute(f"copy ({query}) to '{target}' {_OPTIONS}")
