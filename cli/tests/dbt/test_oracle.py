"""The marts of each year next to a second implementation."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from helpers.compared import LAYOUTS, Compared, assert_same
from helpers.further_indices import mutual_information
from helpers.oracle_areas import AREA, SERIES
from helpers.oracle_register import POSITIONS


def test_the_deliveries_hold_the_awkward_cases(compared: Compared) -> None:
    figures, changes = compared.oracle.segregation, compared.oracle.changes
    states = {"ok", "single_school", "group_absent"}
    if compared.layout == "counts":
        states.add("incomplete_input")
    assert set(figures["status"]) == states
    assert set(changes["symbol"].dropna()) == {"++", "+", ".", "-", "--"}
    assert set(changes["is_rounding_sensitive"].dropna()) == {True, False}
    assert (changes["from_value"].isna() & changes["to_value"].notna()).any()
    assert (compared.oracle.distribution["n_pupils"] == 0).any()
    undefined = {"register": "group_absent", "counts": "incomplete_input"}[compared.layout]
    assert set(compared.oracle.distribution["status"]) >= {"ok", undefined}
    assert set(changes["is_area_redrawn"]) == {True, False}
    assert set(changes["is_beyond_chance"].dropna()) == {True, False}
    assert set(changes["is_consecutive"]) == {True, False}
    parts = {part: changes[f"change_{part}_schools"] for part in ("opened", "same", "closed")}
    assert (parts["opened"] > 0).any() and (parts["closed"] < 0).any()
    assert (parts["same"] > 0).any() and (parts["same"] < 0).any()
    contributions = compared.oracle.contributions
    of_contributions = {"few_schools", "above_one", "no_comparison", *states} - {"single_school"}
    assert set(contributions["status"]) == of_contributions
    assert (contributions["contribution"] < 0).any()
    assert {"klein_religieus", "brede_school", "onbekend"} <= set(contributions["category_code"])
    if compared.layout == "register":
        assert (contributions["contribution"] > 1).any()
        assert (compared.oracle.travel["median_km"] > 10).any()


def test_segregation(compared: Compared) -> None:
    levels = ("national", "g4", "urbanity", "municipality")
    actual = compared.mart(*(f"segregation_{level}" for level in levels))
    expected = compared.oracle.segregation.drop(columns="area_name")
    monitored = actual[actual["index_code"].isin(expected["index_code"])]
    assert_same(monitored, expected, [*SERIES, *AREA, "index_code"])


def test_further_indices(compared: Compared) -> None:
    levels = ("national", "g4", "urbanity", "municipality")
    actual = compared.mart(*(f"segregation_{level}" for level in levels))
    expected = compared.oracle.further.drop(columns="area_name")
    means = actual[actual["index_code"].isin(expected["index_code"])]
    assert_same(means, expected, [*SERIES, *AREA, "index_code"])


def test_information_between_and_within_categories(compared: Compared) -> None:
    figures = compared.mart("segregation_g4").set_index([*SERIES, "area_code", "index_code"])
    composition = compared.mart("category_composition")
    composition = composition[
        (composition["area_level"] == "g4")
        & composition["category_kind"].isin(["denomination", "school_type"])
        & (composition["category_code"] != "all")
    ]
    n_known = 0
    for key, rows in composition.groupby([*SERIES, "area_code"]):
        whole, between, within = (
            figures.loc[(*key, f"mutual_information{part}"), "value"]
            for part in ("", "_between", "_within")
        )
        positions = rows["group_code"].map(POSITIONS[key[2]])
        table = rows.groupby(["category_code", positions])["n_pupils"].sum(min_count=1).unstack()
        if rows["n_pupils"].isna().any() or not rows["n_pupils"].sum():
            assert pd.isna(between) and pd.isna(within)
            continue
        n_known += 1
        assert between == pytest.approx(mutual_information(table.to_numpy(float)), abs=1e-10)
        assert between + within == pytest.approx(whole, abs=1e-10)
    assert n_known


def test_dissimilarity_of_an_area_as_one(compared: Compared) -> None:
    found = compared.mart("segregation_national", "segregation_urbanity")
    found = found.set_index([*SERIES, *AREA, "index_code"])["value"].unstack()
    assert found["dissimilarity_one_area"].notna().any()
    # what municipalities differ among themselves is part of it, and pupils weigh otherwise
    assert (found["dissimilarity_by_pupils"] != found["dissimilarity"]).any()
    distance = (found["dissimilarity"] - found["dissimilarity_expected"]).div(
        found["dissimilarity_deviation"].replace(0, math.nan)
    )
    pd.testing.assert_series_equal(
        found["dissimilarity_z"], distance, check_names=False, rtol=0, atol=1e-6
    )


def test_names_of_municipalities(compared: Compared) -> None:
    actual = compared.mart("segregation_municipality")
    assert (actual["area_name"] == "Name of " + actual["area_code"]).all()


def test_group_distribution(compared: Compared) -> None:
    actual = compared.mart("group_distribution")
    assert_same(actual, compared.oracle.distribution, [*SERIES, *AREA, "group_code"])


def test_data_coverage(compared: Compared) -> None:
    assert_same(compared.mart("data_coverage"), compared.oracle.coverage, SERIES)


def test_category_contribution(compared: Compared) -> None:
    actual = compared.mart("category_contribution")
    keys = [*SERIES, "area_code", "category_kind", "category_code", "definition"]
    assert_same(actual, compared.oracle.contributions, keys)


def test_category_composition(compared: Compared) -> None:
    actual = compared.mart("category_composition")
    keys = [*SERIES, *AREA, "category_kind", "category_code", "group_code"]
    assert_same(actual, compared.oracle.composition, keys)


def test_segregation_governance(compared: Compared) -> None:
    actual = compared.mart("segregation_governance")
    expected = compared.oracle.governance.drop(columns="area_name")
    derived = ["dissimilarity_deviation", "dissimilarity_z"]
    actual = actual[~actual["index_code"].isin(derived)]
    assert_same(actual, expected, [*SERIES, *AREA, "governance", "index_code"])


def test_pupils_to_move(compared: Compared) -> None:
    assert_same(compared.mart("pupils_to_move"), compared.oracle.to_move, [*SERIES, *AREA])


def test_travel_distance(compared: Compared) -> None:
    actual = compared.mart("travel_distance")
    if compared.layout == "counts":
        assert actual.empty, "this layout has no distances"
        return
    assert_same(actual, compared.oracle.travel, [*SERIES, *AREA, "governance", "group_code"])


# The examples in the documentation of the marts


@pytest.mark.parametrize("compared", LAYOUTS[:1], indirect=True)
def test_the_example_of_every_mart_answers_with_rows(compared: Compared) -> None:
    models = compared.run.manifest["nodes"].values()
    examples = {
        model["name"]: model["config"].get("meta", {}).get("example")
        for model in models
        if model["resource_type"] == "model" and model["schema"] == "marts"
    }
    assert not [mart for mart, example in examples.items() if not example]
    with compared.run.connect() as connection:
        n_rows = {mart: len(connection.sql(str(sql)).fetchall()) for mart, sql in examples.items()}
    assert not [mart for mart, n in n_rows.items() if not n]
