"""Invented municipalities under the names of real ones."""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb
import pytest

from helpers.running import Segmon
from segmon.errors import UsageError
from segmon.synth import synthesise
from segmon.synth.country import Country
from segmon.synth.naming import MOST_NAMES

YEARS = ("2012-2013", "2023-2024")
NAMES = ("GM0014=Groningen", "153=Enschede, Twente")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same country without and with names."""
    place = tmp_path_factory.mktemp("naming")
    for name, names in (("plain", ()), ("named", NAMES)):
        synthesise(place / name, school_years=YEARS, scale=0.01, names=names)
    return place / "plain", place / "named"


def rows(query: str) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(query).fetchall()


def test_the_largest_of_the_most_urban_have_the_names(folders: tuple[Path, Path]) -> None:
    _, named = folders
    found = rows(f"""
        with size as (
            select municipality_code, count(distinct school_id) as n_schools
            from '{named}/schools.parquet' group by 1
        )
        select municipality_code, municipality_name, urbanity
        from '{named}/municipalities.parquet' inner join size using (municipality_code)
        where school_year = '2023-2024' and urbanity = 1
            and municipality_code not in ('GM0363', 'GM0518', 'GM0599', 'GM0344')
        order by n_schools desc limit 1""")
    assert found == [("GM0014", "Groningen", 1)]
    given = "municipality_code in ('GM0014', 'GM0153')"
    assert rows(
        f"select school_year, municipality_name from '{named}/municipalities.parquet'"
        f" where {given} order by all"
    ) == [(year, name) for year in YEARS for name in ("Enschede, Twente", "Groningen")]


def test_nothing_else_of_the_country_changes(folders: tuple[Path, Path]) -> None:
    def digests(folder: Path) -> list[str]:
        files = sorted((folder / "pupils").rglob("*.parquet"))
        return [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]

    plain, named = folders
    assert digests(plain) == digests(named)
    given = "('GM0014', 'GM0153')"
    others = "select * exclude (municipality_code) from '{}/schools.parquet' order by all"
    assert rows(others.format(plain)) == rows(others.format(named))
    assert rows(
        f"select count(*) from (from '{named}/schools.parquet' except all"
        f" from '{plain}/schools.parquet') where municipality_code not in {given}"
    ) == [(0,)]


@pytest.mark.parametrize("scale", [0.001, 0.02, 0.03, 0.05])
def test_there_is_somebody_to_name_at_any_scale(scale: float) -> None:
    names = {f"GM000{i}": f"city {i}" for i in range(1, MOST_NAMES + 1)}
    assert {*names} <= {*Country(scale, 1, names).municipalities.codes}


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["GM0014"], "GM0014: write it as GM0014=Groningen"),
        (["GM0014="], "write it as"),
        (["=Groningen"], "write it as"),
        (["Groningen=GM0014"], "write it as"),
        (["GM00014=Groningen"], "write it as"),
        (["GM9014=Groningen"], "codes from GM9000 on"),
        (["GM0363=Groningen"], "Amsterdam is there already"),
        (["GM0014=utrecht"], "utrecht is there already"),
        (["GM0014=A", "14=B"], "A is there already"),
        (["GM0014=A", "15=a"], "a is there already"),
        (["GM0014=a\x1bb"], r"printed"),
        (["GM0014=" + "a" * 61], "60 characters"),
        ([f"{i}=city {i}" for i in range(MOST_NAMES + 1)], "can be named, not 4"),
    ],
)
def test_a_name_that_cannot_be_given(tmp_path: Path, names: list[str], said: str) -> None:
    with pytest.raises(UsageError, match=said) as refused:
        synthesise(tmp_path / "out", scale=0.001, names=names)
    assert "\n" not in str(refused.value)
    assert not list(tmp_path.iterdir())


def test_microdata_have_the_names(tmp_path: Path) -> None:
    out = tmp_path / "out"
    options = {"layout": "cbs", "file_format": "csv", "school_years": ["2022-2023"]}
    synthesise(out, scale=0.001, names=NAMES, **options)
    with (out / "municipalities.csv").open() as lines:
        assert sum("GM0014" in line and "Groningen" in line for line in lines) == 1
    assert "0014" in next(out.rglob("*VSLGWB*.csv")).read_text()


def test_a_build_of_it_is_of_an_invented_country(
    folders: tuple[Path, Path], segmon: Segmon, tmp_path: Path
) -> None:
    register = folders[1]
    env = {"SEGMON_WAREHOUSE": str(tmp_path / "segmon.duckdb")}
    for year in YEARS:
        words = ("--input", register, "--layout", "register", "--school-year", year)
        run = segmon("build", *words, "--focus", "GM0014", env=env)
        assert run.returncode == 0, run.stderr
    # a year of such a country is kept next to another one of it
    with duckdb.connect(tmp_path / "segmon.duckdb", read_only=True) as warehouse:
        found = warehouse.execute(
            "select is_synthetic, (select count(*) from ops.published_years)"
            " from ops.build_manifest where is_current"
        )
        assert found.fetchall() == [(True, len(YEARS))]
        warehouse.execute("use marts")
        assert warehouse.execute("select distinct area_name from segregation_g4").fetchall() == [
            ("Groningen",)
        ]
