"""Deliveries that look odd and are right: accepted, and not one row or pupil gets lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from helpers.deliveries import (
    MUNICIPALITIES,
    YEARS,
    ZOETERMEER,
    Form,
    Tables,
    counts_tables,
    register_tables,
    spoiled,
    with_table,
    write_delivery,
)
from helpers.known_answers import COUNTS, INDICES, figures, n_delivered
from helpers.running import Built, Deliver, Shared, build_delivery
from segmon.checks.checked import check_delivery
from segmon.delivery.open import open_delivery
from segmon.exports.formats import MartsFormat

FIRST, SECOND = YEARS
LEVELS = ("national", "g4", "urbanity", "municipality")
MARTS = " union all ".join(f"select * from marts.segregation_{level}" for level in LEVELS)


def loaded(folder: Path, layout: str) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of each table as staging finds them, sorted."""
    found = check_delivery(folder, layout).found
    with duckdb.connect() as connection:
        opened = open_delivery(connection, found)
        return {
            t.name: connection.execute(
                f"select columns(*)::varchar from delivery.{t.name} order by all"
            ).fetchall()
            for t in opened.tables
        }


@pytest.mark.parametrize(
    "options",
    [
        {"encoding": "utf-8-sig"},
        {"lineterminator": "\r\n"},
        {"quoting": 1},
        {"encoding": "utf-8-sig", "lineterminator": "\r\n", "quoting": 1},
    ],
    ids=["byte order mark", "CRLF", "all quoted", "all three"],
)
def test_a_spelling_of_csv_changes_no_cell(options: dict[str, Any], tmp_path: Path) -> None:
    tables = counts_tables()
    plain = write_delivery(tables, tmp_path / "plain", Form.parquet)
    spelled = write_delivery(tables, tmp_path / "spelled", **options)
    assert loaded(spelled, "counts") == loaded(plain, "counts")


def test_codes_that_look_like_numbers_stay_as_they_are(deliver: Deliver) -> None:
    schools = {row[2] for row in loaded(deliver(register_tables()), "register")["schools"]}
    assert {"00AP00", "12E500", "000123"} <= schools


def test_a_delivery_may_lie_in_a_folder_with_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "levering [2023] d'n één, *?"
    tables = counts_tables()
    write_delivery(tables, folder)
    (folder / "schools.csv").unlink()
    plain = write_delivery(tables, tmp_path / "plain", Form.parquet)
    (plain / "schools.parquet").rename(folder / "schools.parquet")
    checked = check_delivery(folder, "counts")
    assert checked.n_rows == {name: len(frame) for name, frame in tables.items()}


def test_further_columns_and_another_order_are_fine(deliver: Deliver) -> None:
    tables = counts_tables()
    schools = tables["schools"]
    changed = with_table(tables, "schools", schools[schools.columns[::-1]].assign(remark="x, y"))
    assert check_delivery(deliver(changed), "counts").n_rows["schools"] == len(schools)


def test_an_empty_column_of_parquet_reads_as_unknown(deliver: Deliver) -> None:
    tables = counts_tables()
    frame = tables["schools"].assign(denomination=None, programmes=None, school_name=None)
    rows = loaded(deliver(with_table(tables, "schools", frame), Form.parquet), "counts")["schools"]
    assert {row[3:4] + row[5:] for row in rows} == {(None, None, None)}


# --- one build of counts with suppressed cells and a characteristic nobody is known of ---


def awkward_tables() -> Tables:
    """The hand-made counts with suppressed cells, and without a known pupil for one figure."""
    tables = counts_tables()
    cells = tables["school_counts"]

    def row(year: str, school_id: str, characteristic: str, group: str | None) -> int:
        same = (
            (cells.school_year == year)
            & (cells.school_id == school_id)
            & (cells.characteristic == characteristic)
            & (cells.group_code.isna() if group is None else cells.group_code == group)
        )
        return int(same.to_numpy().nonzero()[0][0])

    suppressed = (
        # a group, and the pupils of unknown group
        row(FIRST, "16AH00", "income", "low"),
        row(SECOND, "01AA00", "income", None),
    )
    tables = spoiled(tables, "school_counts", "n_pupils", "<5", *suppressed)
    unknown = cells[
        (cells.school_year == SECOND)
        & (cells.sector == "vo")
        & (cells.characteristic == "migration")
    ]
    n_pupils = unknown.astype({"n_pupils": int}).groupby("school_id").n_pupils.sum()
    frame = tables["school_counts"].copy()
    for i, cell in unknown.iterrows():
        known = pd.notna(cell.group_code)
        frame.loc[i, "n_pupils"] = "0" if known else str(n_pupils[cell.school_id])
    return with_table(tables, "school_counts", frame)


@pytest.fixture(scope="session")
def awkward(shared: Shared) -> Built:
    def make(folder: Path) -> None:
        delivery = write_delivery(awkward_tables(), folder / "delivery")
        build_delivery(delivery, "counts", folder / "segmon.duckdb")

    return Built(shared("awkward", make) / "segmon.duckdb")


#: What holds the suppressed cell of the first year.
INCOMPLETE = {
    (FIRST, "po", "income", level, code)
    for level, code in (("national", "NL"), ("urbanity", "5"), ("municipality", ZOETERMEER))
}
NOBODY_KNOWN = (SECOND, "vo", "migration")


def test_a_suppressed_cell_leaves_open_the_areas_it_is_in_and_no_other(awkward: Built) -> None:
    found = {
        row[:6]: row[6:]
        for row in awkward.rows(
            "select school_year, sector, characteristic, area_level, area_code, index_code,"
            f" value, status, n_schools, n_first from ({MARTS}) where index_code in {INDICES}"
        )
    }
    expected = dict(figures())
    assert found.keys() == expected.keys()
    for key, (value, status, n_schools, n_first) in found.items():
        figure = expected[key]
        if key[:5] in INCOMPLETE:
            assert (value, status, n_first) == (None, "incomplete_input", None), key
            assert n_schools == figure.n_schools, key
        elif key[:3] == NOBODY_KNOWN:
            assert (value, status, n_schools) == (None, "group_absent", 0), key
        else:
            assert (status, n_schools, n_first) == (
                *(figure.status, figure.n_schools),
                figure.n_first,
            ), key
            known = None if figure.value is None else pytest.approx(float(figure.value), abs=1e-12)
            assert value == known, key


def test_a_change_from_or_to_an_open_figure_has_no_symbol(awkward: Built) -> None:
    open_changes = awkward.rows(
        "select sector, characteristic, area_level, area_code, difference, symbol, symbol_exact,"
        " is_rounding_sensitive from marts.segregation_change"
        " where from_value is null or to_value is null"
    )
    assert {row[4:] for row in open_changes} == {(None, None, None, None)}
    assert {row[:4] for row in open_changes} >= {key[1:] for key in INCOMPLETE}


def test_the_distribution_shows_no_share_of_an_open_total(awkward: Built) -> None:
    rows = awkward.rows(
        "select group_code, n_pupils, share from marts.group_distribution where area_code ="
        f" '{ZOETERMEER}' and school_year = '{FIRST}' and characteristic = 'income'"
        " and sector = 'po' order by 1"
    )
    assert rows == [("high", 10, None), ("low", None, None), ("middle", 0, None)]


def test_every_pupil_is_known_missing_or_in_a_suppressed_cell(awkward: Built) -> None:
    key, figures = (
        "school_year, sector, characteristic",
        "n_pupils, n_known, n_missing, missing_share",
    )
    rows = awkward.rows(f"select {key}, {figures} from marts.data_coverage order by all")
    coverage = {row[:3]: row[3:] for row in rows}
    assert len(coverage) == len(YEARS) * len(COUNTS)
    for (year, sector, characteristic), (n_pupils, n_known, n_missing, share) in coverage.items():
        key = (year, sector, characteristic)
        if key == (FIRST, "po", "income"):
            assert (n_pupils, n_known, share) == (None, None, None)
            assert n_missing is not None
        elif key == (SECOND, "vo", "income"):
            assert (n_pupils, n_missing, share) == (None, None, None)
            assert n_known is not None
        else:
            assert n_known + n_missing == n_pupils == n_delivered(year, sector), key
            assert share == pytest.approx(n_missing / n_pupils, abs=1e-12), key
        if key == NOBODY_KNOWN:
            assert (n_known, share) == (0, 1.0)


def test_open_figures_are_empty_cells_in_exports(awkward: Built) -> None:
    content = awkward.export(MartsFormat.csv)["segregation_national.csv"].decode()
    lines = [line for line in content.splitlines() if "incomplete_input" in line]
    n_indices = awkward.rows("select count(distinct index_code) from marts.segregation_national")
    assert [(len(lines),)] == n_indices
    assert all(",,incomplete_input," in line for line in lines)
    assert not {"nan", "inf", "None"} & set(content.replace("\n", ",").split(","))


def test_every_municipality_keeps_its_row(awkward: Built) -> None:
    rows = awkward.rows(
        "select distinct school_year, area_code from marts.segregation_municipality"
        " where sector = 'po' order by all"
    )
    assert rows == sorted((year, code) for year in YEARS for code in MUNICIPALITIES)
