"""The microdata, joined by the rules, give back the register: all its pupils and schools."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from helpers.microdata import joined_schools, register_schools
from segmon.synth import synthesise

YEARS = (2017, 2021, 2022, 2023)


def histories(rows: Iterable[tuple[Any, ...]]) -> Counter[tuple[Any, ...]]:
    """What every school was in every year, without its key, which is encrypted."""
    of_school = defaultdict(list)
    for year, sector, school, municipality, denomination, programmes, pupils in rows:
        counted = tuple(sorted(map(str, pupils or ())))
        of_school[sector, school].append((year, municipality, denomination, programmes, counted))
    return Counter((sector, *sorted(facts)) for (sector, _), facts in of_school.items())


def compare(register: Path, files: Path, years: Iterable[int]) -> None:
    expected = histories(register_schools(register).fetchall())
    joined = [row for year in years for row in joined_schools(files, year).fetchall()]
    assert histories(joined) == expected
    assert len(expected) > 100  # nearly every school differs from every other


def test_files_give_back_the_register(microdata: Path) -> None:
    compare(microdata / "register", microdata / "parquet", YEARS)


@pytest.mark.parametrize("seed", [0, 7])
def test_files_of_one_year_and_another_seed_give_back_their_register(
    tmp_path: Path, seed: int
) -> None:
    chosen = {"school_years": ["2019-2020"], "scale": 0.003, "seed": seed}
    synthesise(tmp_path / "register", **chosen)  # type: ignore[arg-type]
    synthesise(tmp_path / "files", layout="cbs", file_format="parquet", **chosen)  # type: ignore[arg-type]
    compare(tmp_path / "register", tmp_path / "files", [2019])


def test_a_file_of_another_year_gives_another_country(microdata: Path, tmp_path: Path) -> None:
    """Parents and households are the same people in all years: nothing but the year is wrong."""
    register = histories(
        row for row in register_schools(microdata / "register").fetchall() if row[0] == 2023
    )
    for name, year in (("HOOGSTEOPL{}TABV2", 2022), ("INHA{}TABV2", 2022)):
        right, wrong = (
            next((microdata / "parquet").rglob(f"{name.format(y)}.*")) for y in (2023, year)
        )
        folder = tmp_path / name
        folder.mkdir()
        for file in (microdata / "parquet").rglob("*.*"):
            source = wrong if file == right else file
            (folder / file.name).symlink_to(source)
        joined = histories(joined_schools(folder, 2023).fetchall())
        assert sum((joined & register).values()) < sum(register.values()) / 2
