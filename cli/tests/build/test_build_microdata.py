"""Microdata from their files to the marts: the same as the register that they were made of."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from helpers.projects import copy_project
from helpers.running import Built, Shared, build_delivery, run_segmon
from segmon.build.context import BuildOptions
from segmon.build.run import build
from segmon.errors import BuildError
from segmon.progress import quiet

#: Columns of data_coverage that a register has no values for.
REASONS = ("n_no_parent", "n_no_row", "n_code_unknown", "n_institutional")


@pytest.fixture(scope="module")
def builds(shared: Shared, microdata: Path) -> dict[str, Built]:
    """The same country, built from its register and from its files of microdata."""

    def make(folder: Path) -> None:
        for layout, delivery in (("register", "register"), ("cbs", "sav")):
            build_delivery(microdata / delivery, layout, folder / layout / "segmon.duckdb")

    folder = shared("microdata_builds", make)
    return {layout: Built(folder / layout / "segmon.duckdb") for layout in ("register", "cbs")}


@pytest.fixture
def changed(microdata: Path, tmp_path: Path) -> Callable[[str, str], Path]:
    """A delivery in which the rows of some files are others."""

    def change(pattern: str, query: str) -> Path:
        folder = tmp_path / "changed"
        if not folder.exists():
            shutil.copytree(microdata / "parquet", folder)
        files = [file for file in folder.rglob(pattern) if file.is_file()]
        assert files
        for file in files:
            rows = duckdb.sql(query.format(f"read_parquet('{file}')")).df()
            file.unlink()
            duckdb.sql(f"copy (from rows) to '{file}' (format parquet)")
            assert len(rows)
        return folder

    return change


def marts(built: Built) -> dict[str, list[str]]:
    """The columns of each mart, without those that only microdata have values for."""
    columns = built.rows(
        "select table_name, list(column_name order by column_index) from duckdb_columns()"
        f" where schema_name = 'marts' and column_name not in {REASONS} group by 1"
    )
    return dict(columns)


def test_the_marts_are_those_of_the_register_to_the_last_bit(builds: dict[str, Built]) -> None:
    assert marts(builds["cbs"]) == marts(builds["register"])
    with duckdb.connect() as connection:
        for layout, built in builds.items():
            connection.execute(f"attach '{built.warehouse}' as {layout} (read_only)")
        for mart, columns in marts(builds["cbs"]).items():
            sides = [f"select {', '.join(columns)} from {layout}.marts.{mart}" for layout in builds]
            n = connection.execute(f"select count(*) from ({sides[0]})").fetchone()
            assert n and n[0]
            for one, other in (sides, sides[::-1]):
                only = connection.execute(f"{one} except all {other}").fetchall()
                assert not only, (mart, only[:3])


def test_every_reason_why_a_group_is_unknown_is_told(builds: dict[str, Built]) -> None:
    query = "select sum({0}) from marts.data_coverage where characteristic = '{1}'"
    for characteristic, reasons in {
        "income": REASONS[1:],
        "education": REASONS[:3],
        "migration": REASONS[1:3],
    }.items():
        for reason in reasons:
            assert builds["cbs"].rows(query.format(reason, characteristic))[0][0] > 0, reason
    assert builds["register"].rows(query.format(" + ".join(REASONS), "income")) == [(None,)]


def test_links_are_judged_and_published(builds: dict[str, Built]) -> None:
    judged = builds["cbs"].rows(
        "select distinct column_name from ops.check_results"
        " where table_name = 'stg_linkage_counts' and outcome = 'met'"
    )
    assert {name for (name,) in judged} == {
        *("person", "school_address", "father", "mother", "household", "income", "education"),
        *("education_both", "migration", "home_address", "distance"),
    }


def test_nobody_outlives_the_build(builds: dict[str, Built], microdata: Path) -> None:
    warehouse = builds["cbs"].warehouse
    folder = warehouse.with_name("segmon.builds")
    assert not list(folder.glob("work-*"))
    for file in (warehouse, *folder.glob("store-*")):
        with duckdb.connect(str(file), read_only=True) as connection:
            names = connection.execute(
                "select distinct column_name from duckdb_columns()"
            ).fetchall()
        for name in ("person", "object", "household", "brin"):
            assert not [column for (column,) in names if name in column], file
    children = (microdata / "parquet").rglob("KINDOUDER*")
    (number,) = duckdb.sql(
        f"select max(RINPERSOON) from read_parquet('{next(children)}')"
    ).fetchall()
    for file in filter(Path.is_file, folder.rglob("*")):
        assert number[0].encode() not in file.read_bytes()


def test_every_file_is_listed_read_or_not(builds: dict[str, Built], microdata: Path) -> None:
    files = builds["cbs"].rows(
        "select file_name, n_bytes, rows_read, sha256 is not null, reason from ops.input_files"
    )
    delivered = [file for file in (microdata / "sav").rglob("*") if file.is_file()]
    assert {(name, n_bytes) for name, n_bytes, *_ in files} == {
        (file.relative_to(microdata / "sav").as_posix(), file.stat().st_size)
        for file in delivered
        if file.name.lower() != "readme.md"
    }
    for name, _, rows_read, is_hashed, reason in files:
        assert (rows_read > 0) == is_hashed == (reason is None), name
    reasons = {str(reason) for *_, reason in files}
    assert {"V2 of the same year is read", "V10 of the same year is read"} <= reasons


@pytest.mark.nightly
def test_one_year_anew_gives_what_all_years_give(
    builds: dict[str, Built], microdata: Path, tmp_path: Path
) -> None:
    shutil.copytree(builds["cbs"].warehouse.parent, tmp_path / "again")
    warehouse = tmp_path / "again" / "segmon.duckdb"
    options = BuildOptions(school_years=("2022-2023",))
    result = build(microdata / "sav", "cbs", warehouse, quiet, options)
    assert result.kept_years == ("2017-2018", "2021-2022", "2023-2024")
    again, before = Built(warehouse).export(), builds["cbs"].export()
    assert {name for name in before if again[name] != before[name]} == set()


@pytest.mark.nightly
def test_of_one_division_no_area_was_redrawn(
    builds: dict[str, Built], changed: Callable[[str, str], Path], tmp_path: Path
) -> None:
    # in 2017 half of the schools of a municipality were in another one, which went up in it
    (code,) = builds["cbs"].rows(
        "select area_code from marts.segregation_municipality"
        " where school_year = '2017-2018' and n_schools > 3 order by area_code desc limit 1"
    )[0]
    merged = f"case when gemcode = '{code[2:]}' and hash(BRIN_crypt) % 2 = 0 then '9998'"
    delivery = changed(
        "BRINADRESSEN2017*", f"select * replace ({merged} else gemcode end as gemcode) from {{}}"
    )
    municipalities = delivery / "municipalities.csv"
    (row,) = [
        line
        for line in municipalities.read_text().splitlines()
        if line.startswith(f"2017-2018,{code}")
    ]
    with municipalities.open("a") as file:
        file.write(row.replace(code, "GM9998") + "\n")

    project = copy_project(tmp_path / "project")
    settings = project / "dbt_project.yml"
    redrawn = "select count(*) from marts.segregation_change where is_area_redrawn"
    for division in ("same_year", "2023"):
        said = settings.read_text().replace("division: same_year", f"division: {division}")
        settings.write_text(said)
        built = Built(tmp_path / division / "segmon.duckdb")
        arguments = ["--input", delivery, "--layout", "cbs", "--warehouse", built.warehouse]
        run = run_segmon("--project-dir", project, "build", *arguments, cwd=tmp_path)
        assert run.returncode == 0, run.stderr
        assert (built.rows(redrawn) != [(0,)]) is (division == "same_year")
        years = "select distinct municipal_division from marts.segregation_municipality"
        assert built.rows(years) == [(division,)]
    # all are as if it had always been one
    for mart in ("segregation_municipality", "segregation_change"):
        query = f"select * exclude (municipal_division) from marts.{mart} order by all"
        assert built.rows(query) == builds["cbs"].rows(query)


#: What is wrong with the keys of a file, and the link that nobody then has.
OTHER_KEYS = {
    "person": (
        "INSCHRWPO*",
        "select * replace ('S' as RINPERSOONS) from {} where WPOBRINVEST = '00'",
    ),
    "mother": ("KINDOUDER*", "select * replace ('S' as RINPERSOONSMa) from {}"),
    "household": (
        "KOPPELPERSOON*",
        "select * replace ('5' || right(RINPERSOON, 8) as RINPERSOON) from {}",
    ),
    "education": ("HOOGSTEOPL*", "select * from {} limit 50"),
    "home_address": (
        "GBAADRES*",
        "select * replace ('20160930' as GBADATUMEINDEADRESHOUDING) from {}",
    ),
    "school_address": (
        "BRINADRESSEN*",
        "select * replace (md5(BRIN_crypt) as BRIN_crypt) from {}",
    ),
}


# a pupil whose school is nowhere is not asked for the rest
@pytest.mark.nightly
@pytest.mark.parametrize("links", [[*OTHER_KEYS][:-1], [*OTHER_KEYS][-1:]], ids=", ".join)
def test_keys_that_do_not_meet_stop_the_build(
    changed: Callable[[str, str], Path], links: list[str], tmp_path: Path
) -> None:
    for link in links:
        delivery = changed(*OTHER_KEYS[link])
    warehouse = tmp_path / "segmon.duckdb"
    with pytest.raises(BuildError) as refused:
        build_delivery(delivery, "cbs", warehouse)
    for link in links:
        assert f"have no link {link} (they are " in str(refused.value)
    assert "look for the file behind that link" in str(refused.value)
    assert not warehouse.exists()


@pytest.mark.nightly
def test_a_year_without_a_file_has_no_figures_of_it(
    microdata: Path, builds: dict[str, Built], tmp_path: Path
) -> None:
    folder = tmp_path / "delivery"
    shutil.copytree(microdata / "parquet", folder)
    for file in (folder / "InkomenBestedingen").rglob("INHA2022*"):
        file.unlink()
    result = build(folder, "cbs", tmp_path / "segmon.duckdb", quiet)
    told = [notice.text for notice in result.checked.found.notices]
    assert [text for text in told if "no figures of income in 2022-2023" in text]
    query = (
        "select * exclude (municipal_division) from marts.segregation_municipality where not"
        " (school_year = '2022-2023' and characteristic = 'income') order by all"
    )
    built = Built(tmp_path / "segmon.duckdb")
    assert built.rows(query) == builds["cbs"].rows(query)
    of_income = (
        "select count(*) from marts.{} where school_year = '2022-2023'"
        " and characteristic = 'income'"
    )
    assert built.rows(of_income.format("segregation_municipality")) == [(0,)]
    assert built.rows(of_income.format("data_coverage")) == [(0,)]
