"""Dimensions and wide tables: every code has a name, rows are sorted, no school counts twice."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from helpers.deliveries import (
    AMSTERDAM,
    VLIELAND,
    YEARS,
    ZOETERMEER,
    Tables,
    counts_tables,
    register_tables,
)
from helpers.harness import DATABASE, DbtRun, run_dbt
from helpers.running import Built, Deliver
from segmon.build.context import BuildOptions
from segmon.build.dbt_process import DbtProcess
from segmon.build.run import build
from segmon.errors import BuildError
from segmon.labels import Language, characteristics, groups, labels, read_seed
from segmon.progress import quiet

LEVELS = ("national", "g4", "urbanity", "municipality")
#: The dimensions with a definition of each code.
DEFINED = ("characteristic", "group", "category", "index", "definition", "status")
#: The columns by which the rows of a wide table are sorted.
SORTED = {
    "segregation_all_{}": "school_year, sector, characteristic_order, area_order, area_name,"
    " index_order",
    "category_contribution_{}": "school_year, sector, characteristic_order, area_name,"
    " category_order",
}


# Dimensions


@pytest.mark.parametrize("language", Language)
def test_names_and_their_order_are_those_of_the_report(
    language: Language, register_build: Built
) -> None:
    def listed(dimension: str, code: str, where: str = "true") -> list[tuple[Any, ...]]:
        return register_build.rows(
            f"select {code}, name_{language} from marts.{dimension} where {where}"
            " order by sort_order"
        )

    text = labels("report", language)
    named = [*characteristics(language).items(), ("all", text["all_title"])]
    assert listed("dim_characteristic", "characteristic") == named
    assert listed("dim_index", "index_code") == list(labels("index", language).items())
    assert listed("dim_definition", "definition") == list(labels("definition", language).items())
    for kind in labels("category_kind", language):
        found = listed("dim_category", "category_code", f"category_kind = '{kind}'")
        assert dict(found) == labels(kind, language)
        assert found[0] == ("all", labels(kind, language)["all"])
    for characteristic in characteristics(language):
        found = listed("dim_group", "group_code", f"characteristic = '{characteristic}'")
        assert found == [(it.code, it.name) for it in groups(characteristic, language)]
    statuses = {**labels("status", language), **labels("status_without_mark", language)}
    assert dict(listed("dim_status", "status")) == statuses


def test_every_code_of_a_dimension_is_defined_in_both_languages(register_build: Built) -> None:
    for dimension in DEFINED:
        undefined = register_build.rows(
            f"select * from marts.dim_{dimension} where coalesce(definition_nl, '') = ''"
            " or coalesce(definition_en, '') = '' or definition_nl = definition_en"
            " or name_nl is null or name_en is null"
        )
        assert not undefined, dimension


def test_no_definition_is_of_a_code_that_is_no_more(register_build: Built) -> None:
    n_rows = sum(
        register_build.rows(f"select count(*) from marts.dim_{dimension}")[0][0]
        for dimension in DEFINED
    )
    assert len(read_seed("definitions")) == n_rows
    assert register_build.rows("select count(*) from marts.dim_index") == [
        (len(read_seed("indices")),)
    ]


def test_school_years_have_numbers_a_date_and_a_latest_one(register_build: Built) -> None:
    assert register_build.rows("from marts.dim_school_year order by all") == [
        (YEARS[0], 2022, 2023, date(2022, 10, 1), False),
        (YEARS[1], 2023, 2024, date(2023, 10, 1), True),
    ]


def test_areas_have_names_an_order_and_the_urbanity_of_their_municipality(
    register_build: Built,
) -> None:
    rows = register_build.rows(
        "select area_level, area_code, name_nl, name_en, urbanity from marts.dim_area"
        f" where school_year = '{YEARS[0]}' order by sort_order, name_nl"
    )
    assert rows == [
        ("national", "NL", "Nederland", "Netherlands", None),
        ("g4", AMSTERDAM, "Amsterdam", "Amsterdam", "1"),
        ("urbanity", "1", "zeer sterk stedelijk", "very strongly urban", None),
        ("urbanity", "5", "niet stedelijk", "not urban", None),
        ("municipality", AMSTERDAM, "Amsterdam", "Amsterdam", "1"),
        ("municipality", VLIELAND, "Vlieland", "Vlieland", "5"),
        ("municipality", ZOETERMEER, "Zoetermeer", "Zoetermeer", "5"),
    ]


def _of_another_country() -> Tables:
    tables = counts_tables()
    for frame in tables.values():
        frame["school_year"] = frame["school_year"].str[:4]
    return tables


def test_a_calendar_year_starts_and_ends_in_itself(deliver: Deliver, tmp_path: Path) -> None:
    command = ["run", "--select", "+dim_school_year"]
    run = run_dbt(tmp_path / "run", "counts", command, deliver(_of_another_country()))
    assert not run.said, run.said
    with run.connect() as connection:
        rows = connection.execute("from marts.dim_school_year order by all").fetchall()
    assert rows == [
        ("2022", 2022, 2022, date(2022, 10, 1), False),
        ("2023", 2023, 2023, date(2023, 10, 1), True),
    ]


@pytest.mark.nightly
def test_codes_of_marts_are_found_where_a_dimension_lacks_them(
    register_run: DbtRun, tmp_path: Path
) -> None:
    """From each of the dimensions a code is taken away that a mart has."""
    taken = {
        "dim_school_year": "is_latest",
        "dim_area": "area_code = 'NL' and school_year = '2022-2023'",
        "dim_characteristic": "characteristic = 'income'",
        "dim_group": "group_code = 'low'",
        "dim_category": "category_code = 'openbaar' and category_kind = 'governance'",
        "dim_index": "index_code = 'interaction'",
        "dim_definition": "definition = 'additive'",
        "dim_status": "status = 'ok'",
    }
    database = tmp_path / DATABASE
    shutil.copyfile(register_run.folder / DATABASE, database)
    with duckdb.connect(str(database)) as connection:
        for dimension, condition in taken.items():
            connection.execute(f"delete from marts.{dimension} where {condition}")
    dbt = DbtProcess(tmp_path, database, {"layout": "register"})
    try:
        command = ["test", "--select", "codes_of_marts", "--store-failures"]
        with pytest.raises(BuildError, match="codes_of_marts: Got"):
            dbt.run(command, lambda node: None)
    finally:
        dbt.stop()
    with duckdb.connect(str(database), read_only=True) as connection:
        found = connection.execute(
            "select distinct dimension, mart, code from failed_tests.codes_of_marts order by all"
        ).fetchall()
    assert {dimension for dimension, *_ in found} == set(taken)
    assert ("dim_category", "category_contribution", "governance openbaar") in found
    assert ("dim_area", "segregation_national", "2022-2023 national NL") in found
    assert ("dim_school_year", "segregation_change", "2023-2024") in found


# Wide tables


@pytest.mark.parametrize("language", Language)
def test_every_row_of_every_level_is_in_the_wide_table_with_its_names(
    language: Language, register_build: Built
) -> None:
    columns = (
        "school_year, sector, characteristic, area_level, area_code, index_code, value, status,"
        " n_municipalities, n_schools, n_pupils, n_first, n_middle, n_third, municipal_division"
    )
    wide = f"marts.segregation_all_{language}"
    narrow = " union all ".join(f"select {columns} from marts.segregation_{it}" for it in LEVELS)
    rows = register_build.rows(f"select {columns} from {wide} order by all")
    assert rows == register_build.rows(f"select * from ({narrow}) order by all")
    nulls = register_build.rows(f"select * from {wide} where not ({_all_named(wide)})")
    assert not nulls
    names = {
        Language.nl: ("Primair onderwijs", "Inkomen van de ouders", "Gemeente", "Vlieland"),
        Language.en: ("Primary education", "Parents' income", "Municipality", "Vlieland"),
    }
    assert register_build.rows(
        f"select sector_name, characteristic_name, area_level_name, area_name from {wide}"
        " where sector = 'po' and characteristic = 'income' and index_code = 'dissimilarity'"
        f" and area_code = '{VLIELAND}' and is_latest and start_year = 2023 and urbanity = '5'"
    ) == [names[language]]


def _all_named(table: str) -> str:
    own = ["area_level", "area", "index"] if "segregation" in table else ["category"]
    names = ["sector", "characteristic", *own, "status"]
    return " and ".join(f"{name}_name is not null" for name in names)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("table", SORTED)
def test_rows_of_wide_tables_come_sorted(
    table: str, language: Language, varied_build: Built
) -> None:
    """As they lie in the published file: without an `order by`."""
    name = f"marts.{table.format(language)}"
    rows = varied_build.rows(f"from {name}")
    assert rows == varied_build.rows(f"from {name} order by {SORTED[table]}")
    assert len(rows) > 20


@pytest.mark.nightly
def test_other_cities_are_not_called_the_four_big_ones(tmp_path: Path, deliver: Deliver) -> None:
    options = BuildOptions(focus=(ZOETERMEER,))
    warehouse = tmp_path / "warehouse" / "segmon.duckdb"
    build(deliver(register_tables()), "register", warehouse, quiet, options)
    assert Built(warehouse).rows(
        "select distinct area_name, area_level_name from marts.segregation_all_en"
        " where area_level = 'g4'"
    ) == [("Zoetermeer", "Focus cities")]


# Contributions


@pytest.mark.parametrize("language", Language)
def test_contributions_have_each_school_of_a_municipality_once(
    language: Language, varied_build: Built
) -> None:
    area = "school_year, sector, characteristic, area_code"
    wide = f"marts.category_contribution_{language}"
    schools = varied_build.rows(
        f"select {area}, sum(n_schools) from {wide} group by {area} order by all"
    )
    assert schools == varied_build.rows(
        f"select {area}, n_schools from marts.segregation_municipality"
        " where index_code = 'dissimilarity' and n_schools > 0 order by all"
    )
    assert not varied_build.rows(
        f"select {area}, category_code from {wide} group by {area}, category_code"
        " having count(*) > 1"
    )
    assert not varied_build.rows(f"from {wide} where not ({_all_named(wide)})")
    # the mart itself has public primary schools twice
    twice = "select count(distinct category_kind) from {} where category_code = 'openbaar'"
    assert varied_build.rows(twice.format(wide)) == [(1,)]
    assert varied_build.rows(twice.format("marts.category_contribution")) == [(2,)]
