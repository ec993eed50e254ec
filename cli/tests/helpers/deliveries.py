"""A small hand-made delivery: two school years, both sectors, three municipalities.

Every count is chosen, so every figure is known; `known_answers` derives them in exact fractions.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

Tables = dict[str, pd.DataFrame]
#: Pupils of the first, the middle and the third group of a school.
Counts = tuple[int, int, int]

YEARS = ("2022-2023", "2023-2024")
AMSTERDAM, ZOETERMEER, VLIELAND = "GM0363", "GM0637", "GM0096"
#: Name and urbanity class of each municipality.
MUNICIPALITIES = {
    AMSTERDAM: ("Amsterdam", "1"),
    ZOETERMEER: ("Zoetermeer", "5"),
    VLIELAND: ("Vlieland", "5"),
}
#: Codes that a careless reader takes for numbers are among the schools on purpose.
SCHOOLS = {
    "po": {
        "00AP00": AMSTERDAM,
        "00AP01": AMSTERDAM,
        "12E500": AMSTERDAM,
        "000123": AMSTERDAM,
        "16AH00": ZOETERMEER,
        "16AH01": ZOETERMEER,
        "03XY00": VLIELAND,
    },
    "vo": {"01AA00": AMSTERDAM, "01AA01": AMSTERDAM, "02BB00": ZOETERMEER},
}
GROUPS = {
    "income": ("low", "middle", "high"),
    "education": ("no_start_qualification", "start_qualification", "higher_education"),
    "migration": ("both_nl", "one_abroad", "both_abroad"),
}
#: By sector, characteristic and school: the counts of the first and of the second year.
COUNTS: dict[tuple[str, str], dict[str, tuple[Counts, Counts]]] = {
    ("po", "income"): {
        "00AP00": ((10, 0, 0), (8, 2, 0)),
        "00AP01": ((6, 0, 4), (6, 0, 4)),
        "12E500": ((4, 0, 6), (4, 0, 6)),
        "000123": ((0, 0, 10), (0, 2, 8)),
        "16AH00": ((10, 0, 0), (10, 0, 0)),
        "16AH01": ((0, 0, 10), (0, 0, 10)),
        # the second year has no third group here
        "03XY00": ((5, 10, 5), (5, 15, 0)),
    },
    ("po", "education"): {
        "00AP00": ((4, 1, 5), (1, 8, 1)),
        "00AP01": ((4, 3, 3), (2, 4, 4)),
        "12E500": ((0, 10, 0), (0, 10, 0)),
        "000123": ((0, 11, 0), (0, 10, 0)),
        "16AH00": ((3, 6, 1), (5, 4, 1)),
        "16AH01": ((1, 6, 3), (2, 4, 4)),
        "03XY00": ((4, 10, 4), (4, 12, 4)),
    },
    ("po", "migration"): {
        "00AP00": ((6, 0, 4), (7, 0, 4)),
        "00AP01": ((4, 0, 6), (5, 0, 6)),
        "12E500": ((10, 0, 0), (11, 0, 0)),
        # a school without one pupil of known group
        "000123": ((0, 0, 0), (0, 0, 0)),
        "16AH00": ((10, 0, 0), (9, 1, 0)),
        "16AH01": ((10, 0, 0), (10, 0, 0)),
        "03XY00": ((16, 2, 2), (16, 2, 2)),
    },
    ("vo", "income"): {
        "01AA00": ((8, 4, 2), (7, 4, 3)),
        "01AA01": ((2, 4, 8), (3, 4, 7)),
        "02BB00": ((5, 5, 5), (3, 3, 6)),
    },
    ("vo", "education"): {
        "01AA00": ((2, 11, 1), (5, 8, 1)),
        "01AA01": ((1, 7, 6), (3, 2, 9)),
        "02BB00": ((5, 5, 4), (4, 3, 5)),
    },
    ("vo", "migration"): {
        "01AA00": ((10, 2, 2), (10, 2, 2)),
        "01AA01": ((4, 2, 8), (4, 2, 8)),
        "02BB00": ((13, 1, 1), (10, 1, 1)),
    },
}
#: Parents (income percentile; education; countries of birth) that make a pupil of each group:
#: the edges of the classes, one or two known parents, in either order.
ANSWERS: dict[str, tuple[list[tuple[str | None, ...]], ...]] = {
    "income": ([("1",), ("25",)], [("26",), ("75",)], [("76",), ("100",)]),
    "education": (
        [("no_start_qualification", None), ("no_start_qualification", "no_start_qualification")],
        [("no_start_qualification", "start_qualification"), ("start_qualification", None)],
        [("start_qualification", "higher_education"), (None, "higher_education")],
    ),
    "migration": (
        [("NL", "NL"), (None, "NL")],
        [("NL", "6043"), ("5022", "NL")],
        [("6043", "5022"), ("5022", None)],
    ),
}
UNKNOWN: dict[str, tuple[None, ...]] = {
    "income": (None,),
    "education": (None, None),
    "migration": (None, None),
}
INTEGER_COLUMNS = frozenset(["grade", "income_percentile", "urbanity", "n_pupils"])


class Form(StrEnum):
    """Forms in which a table may be delivered."""

    csv = "csv"
    parquet = "parquet"
    hive = "hive"


def n_enrolled(sector: str, school_id: str, year: str) -> int:
    """Pupils of a school, of known group or not: those of its best known characteristic."""
    return max(sum(COUNTS[sector, c][school_id][YEARS.index(year)]) for c in GROUPS)


def register_tables() -> Tables:
    """The delivery in layout register: a row per pupil."""
    return {"pupils": _frame(list(_pupils())), **_schools_and_municipalities()}


def counts_tables() -> Tables:
    """The same pupils in layout counts; pupils of unknown group have an empty group_code."""
    rows = []
    for (sector, characteristic), schools in COUNTS.items():
        for school_id, by_year in schools.items():
            for year, counts in zip(YEARS, by_year, strict=True):
                missing = n_enrolled(sector, school_id, year) - sum(counts)
                groups = (*GROUPS[characteristic], None)
                rows += [
                    {
                        **{"school_year": year, "sector": sector, "school_id": school_id},
                        **{"characteristic": characteristic, "group_code": group},
                        "n_pupils": str(n_pupils),
                    }
                    for group, n_pupils in zip(groups, (*counts, missing), strict=True)
                ]
    return {"school_counts": _frame(rows), **_schools_and_municipalities()}


def _schools_and_municipalities() -> Tables:
    schools = [
        {
            **{"school_year": year, "sector": sector, "school_id": school_id},
            **{"school_name": f"School {school_id}, 't Eenspan", "municipality_code": municipality},
            **{"denomination": "Openbaar", "programmes": None if sector == "po" else "HAVO/VWO"},
        }
        for year in YEARS
        for sector, sites in SCHOOLS.items()
        for school_id, municipality in sites.items()
    ]
    municipalities = [
        {
            **{"school_year": year, "municipality_code": code},
            **{"municipality_name": name, "urbanity": urbanity},
        }
        for year in YEARS
        for code, (name, urbanity) in MUNICIPALITIES.items()
    ]
    return {"schools": _frame(schools), "municipalities": _frame(municipalities)}


def _pupils() -> Iterator[dict[str, str | None]]:
    for year, (sector, sites) in itertools.product(YEARS, SCHOOLS.items()):
        numbers = itertools.count(1)
        for school_id in sites:
            # a pupil in grade 3 of secondary education is outside the monitor
            n_outside = 2 if sector == "vo" else 0
            n_monitored = n_enrolled(sector, school_id, year)
            for i in range(n_monitored + n_outside):
                outside = i >= n_monitored
                income, education, migration = (
                    ANSWERS[c][0][0] if outside else _answer(sector, c, school_id, year, i)
                    for c in GROUPS
                )
                yield {
                    **{"school_year": year, "sector": sector},
                    "pupil_id": f"{sector}-pupil-{next(numbers):05d}",
                    "school_id": school_id,
                    "grade": "3" if outside else str(1 + i % (2 if sector == "vo" else 8)),
                    "income_percentile": income[0],
                    **{"education_parent_1": education[0], "education_parent_2": education[1]},
                    "birth_country_parent_1": migration[0],
                    "birth_country_parent_2": migration[1],
                }


def _answer(
    sector: str, characteristic: str, school_id: str, year: str, i: int
) -> tuple[str | None, ...]:
    counts = COUNTS[sector, characteristic][school_id][YEARS.index(year)]
    for answers, last in zip(ANSWERS[characteristic], itertools.accumulate(counts), strict=True):
        if i < last:
            return answers[i % len(answers)]
    return UNKNOWN[characteristic]


def _frame(rows: list[dict[str, str | None]]) -> pd.DataFrame:
    return pd.DataFrame(rows, dtype=object)


def spoiled(tables: Tables, table: str, column: str, value: Any, *rows: int) -> Tables:
    """The delivery with another value in a column, in some rows (the first one by default)."""
    frame = tables[table].copy()
    frame.iloc[list(rows or (0,)), frame.columns.get_loc(column)] = value
    return {**tables, table: frame}


def with_table(tables: Tables, table: str, frame: pd.DataFrame) -> Tables:
    """The delivery with another table in the place of one."""
    return {**tables, table: frame}


def write_delivery(tables: Tables, folder: Path, form: Form = Form.csv, **options: Any) -> Path:
    """Write each table to a folder.

    Args:
        tables: the tables.
        folder: made if it is not there.
        form: CSV, one Parquet file, or a folder of Parquet files by school year.
        options: how to write a CSV, as `DataFrame.to_csv` takes them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in tables.items():
        if form is Form.csv:
            frame.to_csv(folder / f"{name}.csv", index=False, **options)
        elif form is Form.parquet:
            write_parquet(frame, folder / f"{name}.parquet")
        else:
            write_parquet(frame, folder / name, "partition_by (school_year)")
    return folder


def write_parquet(frame: pd.DataFrame, target: Path, *options: str) -> None:
    """Write a frame of text as Parquet, with integers where a column holds nothing else."""
    columns = []
    for name in frame.columns:
        is_whole = name in INTEGER_COLUMNS and frame[name].dropna().astype(str).str.isdigit().all()
        columns.append(f'cast("{name}" as {"integer" if is_whole else "varchar"}) as "{name}"')
    query = f"select {', '.join(columns)} from frame"
    write_query(query, target, *options, frame=frame)


def write_query(query: str, target: Path, *options: str, **frames: pd.DataFrame) -> None:
    """Write the result of a query on frames as Parquet."""
    with duckdb.connect() as connection:
        for name, frame in frames.items():
            connection.register(name, frame)
        listed = ", ".join(["format parquet", *options])
        connection.execute(f"copy ({query}) to '{target}' ({listed})")
