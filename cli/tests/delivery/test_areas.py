"""Layout `counts` for any country: codes, years and urbanity as they are there."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from helpers.deliveries import counts_tables, register_tables, with_table, write_delivery
from helpers.documents import follow
from helpers.projects import copy_project
from segmon.checks.checked import check_delivery
from segmon.errors import DeliveryError, UsageError
from segmon.labels import Language
from segmon.project import project_dir
from segmon.published.warehouse import open_warehouse
from segmon.report.charts import has_values
from segmon.report.contents import read_report

CODES = [
    lambda i: f"0{6030 + i}",
    lambda i: f"062271{i}",
    lambda i: f"E0900000{i}",
    lambda i: str(3550308 + i),
    lambda i: f"Kreis {i}, Süd",
]


@pytest.mark.parametrize("code", CODES)
def test_codes_of_any_form_are_codes(code: Callable[[int], str], tmp_path: Path) -> None:
    tables = counts_tables()
    names = {name: code(i) for i, name in enumerate(tables["municipalities"].municipality_code)}
    for table in ("municipalities", "schools"):
        changed = tables[table].assign(municipality_code=tables[table].municipality_code.map(names))
        tables = with_table(tables, table, changed)
    folder = write_delivery(tables, tmp_path)
    assert check_delivery(folder, "counts", areas="opaque").n_rows["schools"] == 20
    with pytest.raises(DeliveryError) as error:
        check_delivery(folder, "counts")
    # one sentence per table that has the codes, and none about codes that were cut
    assert [finding.column for finding in error.value.findings] == ["municipality_code"] * 2


@pytest.mark.parametrize(
    ("years", "broken"), [(["2019", "2020"], 0), (["19", "20"], 3), (["2019-20", "2020-21"], 3)]
)
def test_a_calendar_year_is_a_year(years: list[str], broken: int, tmp_path: Path) -> None:
    spelled = dict(zip(("2022-2023", "2023-2024"), years, strict=True))
    tables = {
        name: frame.assign(school_year=frame.school_year.map(spelled))
        for name, frame in counts_tables().items()
    }
    folder = write_delivery(tables, tmp_path)
    if not broken:
        assert check_delivery(folder, "counts", [years[0]], areas="opaque").n_rows["schools"] == 10
        return
    with pytest.raises(DeliveryError) as error:
        check_delivery(folder, "counts", areas="opaque")
    assert [finding.column for finding in error.value.findings] == ["school_year"] * broken


@pytest.mark.parametrize("areas", ["nl", "opaque"])
def test_urbanity_may_be_left_out(areas: str, tmp_path: Path) -> None:
    tables = counts_tables()
    municipalities = tables["municipalities"]
    for i, changed in enumerate(
        [municipalities.assign(urbanity=""), municipalities.drop(columns="urbanity")]
    ):
        folder = write_delivery(with_table(tables, "municipalities", changed), tmp_path / str(i))
        assert check_delivery(folder, "counts", areas=areas).n_rows["municipalities"] == 6


def test_a_register_is_of_dutch_municipalities(tmp_path: Path) -> None:
    folder = write_delivery(register_tables(), tmp_path)
    with pytest.raises(UsageError, match="--areas opaque goes with layout counts: layout register"):
        check_delivery(folder, "register", areas="opaque")


@pytest.mark.parametrize("mark", ["<5", "<10", "*", "c", "x", "≤9", "1-4", " * "])
def test_a_mark_of_suppression_is_read(mark: str, tmp_path: Path) -> None:
    tables = counts_tables()
    changed = tables["school_counts"].assign(n_pupils=[mark, *tables["school_counts"].n_pupils[1:]])
    folder = write_delivery(with_table(tables, "school_counts", changed), tmp_path)
    assert check_delivery(folder, "counts").judged


@pytest.mark.parametrize("mark", ["<0", "<1", "<", "**5", "?", "5-", "C C"])
def test_another_sign_is_no_mark(mark: str, tmp_path: Path) -> None:
    tables = counts_tables()
    changed = tables["school_counts"].assign(n_pupils=[mark, *tables["school_counts"].n_pupils[1:]])
    folder = write_delivery(with_table(tables, "school_counts", changed), tmp_path)
    with pytest.raises(DeliveryError, match=r"seeds/suppression_marks\.csv"):
        check_delivery(folder, "counts")


@pytest.mark.nightly
def test_the_page_about_another_country_works(tmp_path: Path) -> None:
    copy_project(tmp_path / "my-project")
    example = project_dir() / "examples" / "another-country"
    shutil.copytree(example, tmp_path / "another-country")
    page = (project_dir() / "docs" / "another-country.md").read_text(encoding="utf-8")
    assert follow(page, tmp_path) == 2
    with duckdb.connect(str(tmp_path / "brazil.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "select area_code, value from marts.segregation_municipality where school_year = '2022'"
            " and index_code = 'dissimilarity' union all select area_code, value"
            " from marts.segregation_national where school_year = '2022'"
            " and index_code = 'dissimilarity' order by 1"
        ).fetchall()
        statuses = connection.execute(
            "select distinct area_code, value, status from marts.segregation_urbanity"
        ).fetchall()
        shares = connection.execute(
            "select group_code, n_pupils from marts.group_distribution where school_year = '2022'"
            " and area_level = 'municipality' and area_code = '3509502' order by 1"
        ).fetchall()
    campinas, sao_paulo, country = 1 / 3, 27 / 52, (4 * 27 / 52 + 2 / 3) / 6
    assert rows == [
        ("3509502", round(campinas, 12)),
        ("3550308", round(sao_paulo, 12)),
        ("all", round(country, 12)),
    ]
    assert statuses == [("unknown", None, "urbanity_unknown")]
    assert shares == [("amarela", 4), ("branca", 120), ("parda", 40), ("preta", 20)]
    # without urbanity there is nothing to draw by it; other figures have the numbers that they have
    with open_warehouse(tmp_path / "brazil.duckdb") as connection:
        items = read_report(connection, Language.en).items
    figures = [item for item in items if item.panels]
    sections = {item.number.rpartition(".")[0] for item in figures}
    numbers = {item.number for item in figures}
    assert {f"{section}.1" for section in sections} <= numbers
    assert not {f"{section}.3" for section in sections} & numbers
    assert all(has_values(panel) for item in figures for panel in item.panels)


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("schools", lambda schools: schools.assign(municipality_code="E09000001")),
        ("schools", lambda schools: schools.drop(columns=["denomination", "programmes"])),
        ("municipalities", lambda rows: rows.assign(school_year=rows.school_year.str[:4])),
    ],
    ids=["codes", "columns", "years"],
)
def test_a_refusal_names_the_option_for_another_country(
    table: str, change: Callable[[pd.DataFrame], pd.DataFrame], tmp_path: Path
) -> None:
    tables = counts_tables()
    folder = write_delivery(with_table(tables, table, change(tables[table])), tmp_path)
    with pytest.raises(DeliveryError, match="; in another country, use --areas opaque") as error:
        check_delivery(folder, "counts")
    with pytest.raises(DeliveryError) as register:
        check_delivery(
            write_delivery({**register_tables(), table: change(tables[table])}, tmp_path / "r"),
            "register",
        )
    assert "opaque" not in str(register.value)
    assert error.value.findings
