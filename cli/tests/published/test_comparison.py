"""A build of one small city beside the published figures: each verdict, and what is said of it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from helpers.deliveries import write_delivery
from helpers.running import build_delivery
from segmon.errors import UsageError
from segmon.exports.comparison_files import export_comparison
from segmon.published.comparison import (
    contradicted,
    differing,
    read_comparison,
    reconciliation,
    stated_indices,
    summarise,
)
from segmon.published.comparison_text import reconciliation_lines, verdict_line
from segmon.published.interaction_totals import interaction_totals, totals_lines
from segmon.published.warehouse import open_warehouse

# one build for the module
pytestmark = pytest.mark.xdist_group("reconcile")

#: Pupils (low, middle, high, unknown) of the two schools of Amsterdam, the only municipality: the
#: difference in low incomes is D; the middle group brings the interaction to what is printed.
SCHOOLS = {
    "2017-2018": ((590, 0, 0, 30), (410, 870, 1000, 0)),  # D 0.59
    "2021-2022": ((550, 0, 0, 0), (450, 920, 1000, 0)),  # D 0.55
    "2022-2023": ((545, 0, 0, 0), (455, 1070, 1000, 0)),  # D 0.545, half a unit from 0.55
    "2023-2024": ((600, 0, 0, 0), (400, 820, 1000, 0)),  # D 0.60, where 0.56 is printed
}
Row = dict[str, Any]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reconcile")
    common = {"sector": "po", "municipality_code": "GM0363", "programmes": None}
    denominations = {"00AA00": "Algemeen bijzonder", "00BB00": "Openbaar"}
    tables = {
        "school_counts": pd.DataFrame(
            [
                {
                    **{"school_year": year, "sector": "po", "school_id": school_id},
                    **{"characteristic": "income", "group_code": group, "n_pupils": n_pupils},
                }
                for year, schools in SCHOOLS.items()
                for school_id, counts in zip(denominations, schools, strict=True)
                for group, n_pupils in zip(("low", "middle", "high", None), counts, strict=True)
            ]
        ),
        "schools": pd.DataFrame(
            [
                {**common, "school_year": y, "school_id": s, "school_name": s, "denomination": d}
                for y in SCHOOLS
                for s, d in denominations.items()
            ]
        ),
        "municipalities": pd.DataFrame(
            {
                **{"school_year": list(SCHOOLS), "municipality_code": "GM0363"},
                **{"municipality_name": "Amsterdam", "urbanity": 1},
            }
        ),
    }
    write_delivery(tables, folder / "delivery")
    return build_delivery(folder / "delivery", "counts", folder / "w.duckdb").warehouse


@pytest.fixture
def connection(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(warehouse) as opened:
        yield opened


@pytest.fixture
def figures(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    return read_comparison(connection)


@pytest.fixture
def by_id(figures: list[Row]) -> dict[str, Row]:
    return {figure["figure_id"]: figure for figure in figures}


def test_every_published_figure_is_there_once(figures: list[Row], by_id: dict[str, Row]) -> None:
    assert len(by_id) == len(figures)
    kinds = [figure["figure_kind"] for figure in figures]
    assert {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)} == {
        "distribution": 720,
        "index": 278,
        "change_symbol": 360,
        "text_change": 259,
        "contribution": 54,
        "contribution_direction": 109,
        "missing_share": 8,
    }


@pytest.mark.parametrize(
    ("figure_id", "verdict", "difference"),
    [
        ("index/po/income/1/2017-2018/dissimilarity", "agrees", 0),
        # half a unit is still the same two decimals
        ("index/po/income/1/2022-2023/dissimilarity", "agrees", -0.005),
        ("index/po/income/1/2023-2024/dissimilarity", "differs", 0.04),
        # the ends of a range stand beside the lowest and the highest of the four years
        ("index/po/income/NL/all/interaction/range_min", "agrees", 0.41 * 1000 / 2280 - 0.18),
        ("index/po/income/NL/all/interaction/range_max", "agrees", 0.45 * 1000 / 2370 - 0.19),
        # a range over the four cities has nothing beside it when three of them are not there
        ("index/po/income/g4/all/dissimilarity/range_min", "not_built", None),
        ("index/po/income/NL/2017-2018/dissimilarity", "suspect", 0.20),
        ("index/po/education/NL/2017-2018/dissimilarity", "not_built", None),
        ("index/vo/income/GM0363/2017-2018/dissimilarity", "not_built", None),
        ("distribution/po/income/NL/2017-2018/low", "differs", 1000 / 2870 - 0.22),
        ("distribution/po/income/GM0518/2017-2018/low", "not_built", None),
        ("missing_share/po/income/NL/2017-2018/missing", "agrees", 30 / 2900 - 0.01),
        ("missing_share/po/income/NL/2021-2022/missing", "differs", -0.05),
        # both schools of a city of two are equally uneven
        ("contribution/po/income/GM0363/2023-2024/algemeen_bijzonder", "differs", -0.08),
        ("contribution/po/income/GM0363/2023-2024/klein_religieus", "not_built", None),
    ],
)
def test_value(
    by_id: dict[str, Row], figure_id: str, verdict: str, difference: float | None
) -> None:
    figure = by_id[figure_id]
    assert figure["verdict"] == verdict
    assert figure["difference"] == (
        None if difference is None else pytest.approx(difference, abs=1e-6)
    )


@pytest.mark.parametrize(
    ("years", "printed", "symbol", "verdict"),
    [
        ("2017-2018>2021-2022", "--", "--", "agrees"),
        # 0.55 and 0.545 are the same in two decimals
        ("2021-2022>2022-2023", ".", ".", "agrees"),
        ("2022-2023>2023-2024", "+", "++", "differs"),
    ],
)
def test_change_symbol(
    by_id: dict[str, Row], years: str, printed: str, symbol: str, verdict: str
) -> None:
    figure = by_id[f"change_symbol/po/income/1/{years}/dissimilarity"]
    assert (figure["published_symbol"], figure["build_symbol"]) == (printed, symbol)
    assert (figure["verdict"], figure["difference"]) == (verdict, None)


def test_statement_of_the_text_is_judged_by_direction(by_id: dict[str, Row]) -> None:
    down = by_id["text_change/po/income/GM0363/2017-2018>2021-2022/dissimilarity"]
    assert (down["published_symbol"], down["build_value"]) == ("down", -0.04)
    assert down["verdict"] == "agrees"
    falls = by_id["contribution_direction/po/income/GM0363/2022-2023>2023-2024/algemeen_bijzonder"]
    assert (falls["published_symbol"], falls["build_value"]) == ("trend_down", 0)
    assert falls["verdict"] == "differs"


def test_suspect_figure_is_shown_and_not_judged(by_id: dict[str, Row]) -> None:
    figure = by_id["change_symbol/po/income/NL/2017-2018>2021-2022/dissimilarity"]
    assert (figure["published_symbol"], figure["build_symbol"]) == ("--", "--")
    assert (figure["verdict"], figure["is_within_tolerance"]) == ("suspect", True)
    assert figure["contradiction"] == "printed values: 0.39 > 0.39 give ."


def test_contradictions_are_those_known_of_the_print(figures: list[Row]) -> None:
    by_rule = [figure["figure_kind"] for figure in figures if figure["contradiction"]]
    # 63 of 67 symbols agree with their printed neighbours; 21 of 259 statements contradict symbols
    assert (by_rule.count("change_symbol"), by_rule.count("text_change")) == (4, 21)
    assert len(by_rule) == 25
    copied = [f for f in contradicted(figures) if "identical to Tabel 3.2.1" in str(f["suspect"])]
    assert len(copied) == 12
    assert not [f for f in contradicted(figures) if f["verdict"] not in ("suspect", "not_built")]


def test_bounds_hold_both_ways(figures: list[Row]) -> None:
    for figure in figures:
        value, lowest, highest = (
            figure[name] for name in ("build_value", "lowest_value", "highest_value")
        )
        assert lowest is not None or highest is not None
        if value is not None:
            within = (lowest is None or value >= lowest) and (highest is None or value <= highest)
            assert figure["is_within_tolerance"] == within
            # the same for a value with half a unit around it
            if figure["tolerance"] and None not in (lowest, highest):
                assert within == (abs(figure["difference"]) <= figure["tolerance"] + 1e-12)


def test_summary_counts_every_figure(figures: list[Row]) -> None:
    summary = summarise(figures)
    assert sum(row["n_figures"] for row in summary) == len(figures)
    for row in summary:
        verdicts = [row[f"n_{v}"] for v in ("agrees", "differs", "suspect", "not_built")]
        assert sum(verdicts) == row["n_figures"]
    first = summary[0]
    assert (first["figure_kind"], first["sector"], first["characteristic"]) == (
        *("distribution", "po", "income"),
    )
    largest = [row["largest_difference"] for row in summary if row["figure_kind"] == "index"]
    assert max(value for value in largest if value is not None) == pytest.approx(0.2)
    differences = [abs(row["difference"] or 0) for row in differing(figures)]
    assert differences == sorted(differences, reverse=True)


def test_lines_tell_what_differs_and_what_contradicts(figures: list[Row]) -> None:
    lines = reconciliation_lines(figures)
    text = "\n".join(lines)
    assert "This build differs from" in text
    assert "Published figures that contradict each other (25):" in text
    assert "printed values: 0.39 > 0.39 give ." in text
    assert "copy error: identical to Tabel 3.2.1" in text
    # a part of which nothing is built takes no line of the summary
    assert "Index: po income" in text
    assert "Index: vo income" not in text
    assert lines[-1] == verdict_line(figures)
    assert lines[-1].startswith("1,788 published figures: ")


def test_build_without_any_published_figure_has_an_answer(figures: list[Row]) -> None:
    nothing = {"build_value": None, "build_symbol": None, "difference": None}
    nothing |= {"is_within_tolerance": None, "verdict": "not_built"}
    lines = reconciliation_lines([{**figure, **nothing} for figure in figures])
    assert lines[0] == "This build has no figure to compare with 1,788 published figures."
    assert lines[-1].endswith("agrees 0, differs 0, suspect in print 0, not built 1,788")


def test_export_holds_every_figure(figures: list[Row], tmp_path: Path) -> None:
    with export_comparison(figures, tmp_path / "new" / "all.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["figure_id"] for row in rows] == [figure["figure_id"] for figure in figures]
    content = json.loads(export_comparison(figures, tmp_path / "all.json").read_text("utf-8"))
    assert content["figures"] == figures
    assert content["verdicts"] == reconciliation(figures)["verdicts"]
    text = export_comparison(figures, tmp_path / "all.md").read_text("utf-8")
    assert "## Published figures that contradict others" in text
    tables = [line for line in text.splitlines() if line.startswith("| ")]
    assert {line.replace("\\|", "").count("|") for line in tables} == {10, 8}


def test_stated_indices_are_those_in_print(warehouse: Path) -> None:
    with open_warehouse(warehouse) as connection:
        stated = stated_indices(connection)
    of_income = ("po", "income", "urbanity", "5", "2023-2024", "dissimilarity")
    # printed as 0.27, and as 0.28 by a share that was rounded
    assert stated[of_income] == "0.27"
    national = ("po", "education", "national", "NL", "2023-2024", "dissimilarity")
    assert stated[national] == "0.41?"
    # a range, or about so much, is no figure of one area and year
    assert len(stated) == 175


def test_other_suffix_is_refused(figures: list[Row], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.csv, \.json, \.md"):
        export_comparison(figures, tmp_path / "all.pdf")


def test_warehouse_without_comparison_is_refused() -> None:
    with duckdb.connect() as empty, pytest.raises(UsageError, match="segmon build"):
        read_comparison(empty)


def test_which_pupils_the_printed_interactions_count() -> None:
    # by hand: among those of known group 0.30 is off by 0.01 and 0.06, among all by 0.02 and 0.004
    printed = {"lowest_value": 0.295, "highest_value": 0.305, "published_value": 0.3}
    told = {"suspect": None, "contradiction": None, "characteristic": "education", **printed}
    rows = [
        {**told, "interaction_known": 0.31, "interaction_all": 0.28},
        {**told, "interaction_known": 0.36, "interaction_all": 0.304},
        {**told, "interaction_known": 0.3, "interaction_all": 0.9, "suspect": "a misprint"},
        {**told, "interaction_known": None, "interaction_all": None},
    ]
    (fit,) = interaction_totals(rows)
    assert fit == {
        "characteristic": "education",
        "n_figures": 2,
        "n_agree_known": 0,
        "mean_difference_known": 0.035,
        "n_agree_all": 1,
        "mean_difference_all": 0.012,
        "fits_better": "all",
    }
    assert totals_lines([fit])[-1].endswith("off by 0.0120 on average; better: all")
    assert totals_lines(interaction_totals(rows[2:])) == []


def test_the_lines_tell_which_pupils_fit(figures: list[Row]) -> None:
    fits = {fit["characteristic"]: fit for fit in interaction_totals(figures)}
    lines = "\n".join(reconciliation_lines(figures))
    assert fits and all(
        f"  {name}, {fit['n_figures']} figures" in lines for name, fit in fits.items()
    )
    # both are those of the build: what is compared is what is built
    for figure in figures:
        if figure["interaction_known"] is not None:
            assert figure["interaction_known"] == figure["build_value"]
