"""The marts beside a second implementation, and the indices beside their identities."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import random_deliveries
from helpers.further_indices import mutual_information
from helpers.harness import DbtRun, run_dbt
from helpers.oracle import AREA, SERIES, Oracle, expected_marts, governance_changes
from helpers.oracle_chance import TABLE, chances
from helpers.oracle_register import POSITIONS, cells_of_register, groups_of_register
from segmon.build.dbt_process import build_command

#: Each layout is built once, by one worker.
LAYOUTS = [
    pytest.param(layout, marks=pytest.mark.xdist_group(f"dbt_{layout}"))
    for layout in ("register", "counts")
]
TOLERANCE = 1e-12
CHANGE = ["sector", "characteristic", *AREA, "index_code", "from_year", "to_year"]


@dataclass
class Compared:
    """One delivery, as dbt built it and as the second implementation sees it."""

    layout: str
    run: DbtRun
    oracle: Oracle

    def mart(self, *names: str) -> pd.DataFrame:
        with self.run.connect() as connection:
            marts = [connection.sql(f"from marts.{name}").df() for name in names]
        return pd.concat(marts, ignore_index=True)


@pytest.fixture(scope="module", params=LAYOUTS)
def compared(
    request: pytest.FixtureRequest, shared: Callable[[str, Callable[[Path], None]], Path]
) -> Compared:
    layout: str = request.param
    rng = np.random.default_rng(20240229)
    towns = random_deliveries.municipalities(rng)
    sites = random_deliveries.schools(rng, towns)
    groups = None
    if layout == "register":
        pupils = random_deliveries.pupils(rng, sites)
        groups = groups_of_register(pupils)
        facts, cells = {"pupils": pupils}, cells_of_register(groups)
    else:
        cells = random_deliveries.school_counts(rng, sites)
        facts = {"school_counts": cells}

    def make(folder: Path) -> None:
        delivery = folder / "delivery"
        random_deliveries.deliver(delivery, schools=sites, municipalities=towns, **facts)
        run_dbt(folder / "build", layout, build_command(), delivery)

    run = DbtRun(shared(f"dbt_{layout}", make) / "build")
    assert not run.said, run.said
    return Compared(layout, run, expected_marts(cells, sites, towns, groups))


def assert_same(
    actual: pd.DataFrame, expected: pd.DataFrame, keys: list[str], tolerance: float = TOLERANCE
) -> None:
    """The same rows, and in every further column of `expected` the same values to the tolerance."""
    assert not actual.duplicated(keys).any()
    both = actual.merge(expected, on=keys, how="outer", suffixes=("", "_expected"), indicator=True)
    assert set(both["_merge"]) == {"both"}, both[both["_merge"] != "both"][[*keys, "_merge"]]
    for column in expected.columns.difference(keys):
        pairs = zip(both[column], both[f"{column}_expected"], strict=True)
        wrong = [not _same(left, right, tolerance) for left, right in pairs]
        assert not any(wrong), both.loc[wrong, [*keys, column, f"{column}_expected"]]


def _same(actual: Any, expected: Any, tolerance: float) -> bool:
    if pd.isna(actual) or pd.isna(expected):
        return bool(pd.isna(actual) and pd.isna(expected))
    if isinstance(expected, str | bool):
        return bool(actual == expected)
    return math.isclose(float(actual), float(expected), rel_tol=0, abs_tol=tolerance)


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


def test_segregation_change(compared: Compared) -> None:
    changes = compared.oracle.changes
    consecutive = changes[changes["is_consecutive"]].drop(columns="is_consecutive")
    assert_same(compared.mart("segregation_change"), consecutive, CHANGE)


def test_segregation_change_span(compared: Compared) -> None:
    changes = compared.oracle.changes
    parts = [column for column in changes if column.startswith("change_")]
    spans = changes.drop(columns=["is_consecutive", *parts])
    assert_same(compared.mart("segregation_change_span"), spans, CHANGE)


def test_segregation_governance_change(compared: Compared) -> None:
    expected = governance_changes(compared.oracle)
    assert {"openbaar", "bijzonder"} == set(expected["governance"])
    assert set(expected["symbol"].dropna()) >= {"++", "--"}
    keys = [*CHANGE, "governance"]
    assert_same(compared.mart("segregation_governance_change"), expected, keys)


def test_segregation_change_chance(compared: Compared) -> None:
    expected = chances(compared.oracle.changes)
    assert (expected["n_discoveries"] > 0).any() and (expected["discovery_share"] < 1).any()
    assert set(expected["table_code"]) == {"appendix_b", "municipalities"}
    assert_same(compared.mart("segregation_change_chance"), expected, TABLE)


def test_information_change(compared: Compared) -> None:
    expected = compared.oracle.information
    assert {"ok"} < set(expected["status"])
    keys = ["sector", "characteristic", *AREA, "from_year", "to_year"]
    # proportional fitting stops a little before the table that is fitted
    assert_same(compared.mart("information_change"), expected, keys, tolerance=1e-8)


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


# The identities of the indices, on the SQL that a build runs


@dataclass
class CompiledIndices:
    """The compiled model of the municipal indices, run on schools of one's own."""

    sql: str
    connection: duckdb.DuckDBPyConnection

    def __call__(self, areas: dict[str, Matrix]) -> dict[str, dict[str, float | None]]:
        """D, xPy and yPx of areas, each a matrix of schools by first, middle and third group."""
        rows = [
            f"('2020-2021', 'po', 'income', '{area}', 'all', '{area}-{number}', "
            f"{first}, {middle}, {third}, {first + middle + third})"
            for area, schools in areas.items()
            for number, (first, middle, third) in enumerate(schools)
        ]
        self.connection.execute("delete from schools")
        self.connection.execute(f"insert into schools values {', '.join(rows)}")
        found = self.connection.execute(self.sql).fetchall()
        return {
            area: {code: value for *_, name, _, code, value in found if name == area}
            for area in areas
        }


Matrix = list[tuple[int, int, int]]
Indices = Callable[[dict[str, Matrix]], dict[str, dict[str, float | None]]]

school = st.tuples(*[st.integers(0, 60)] * 3)
some_schools = st.lists(school, min_size=1, max_size=9)
both_groups = some_schools.filter(
    lambda schools: any(s[0] for s in schools) and any(s[2] for s in schools)
)
few = settings(max_examples=40, deadline=None, database=None)


@pytest.fixture(scope="module")
def indices(compared: Compared) -> Iterator[Indices]:
    sql = compared.run.compiled("int_municipality_indices")
    sql, n_inputs = re.subn(
        r'"segmon"\."intermediate"\."int_governance_group_counts"', "schools", sql
    )
    assert n_inputs
    connection = duckdb.connect()
    connection.execute(
        "create table schools (school_year text, sector text, characteristic text,"
        " municipality_code text, governance text, school_id text, n_first bigint,"
        " n_middle bigint, n_third bigint, n_known bigint)"
    )
    yield CompiledIndices(sql, connection)
    connection.close()


Values = Mapping[str, float | None]


def assert_equal(left: Values, right: Values, *codes: str) -> None:
    for code in codes or ("dissimilarity", "interaction", "interaction_reverse"):
        one, other = left[code], right[code]
        assert one is not None and other is not None
        assert math.isclose(one, other, rel_tol=0, abs_tol=TOLERANCE), code


@pytest.mark.parametrize("compared", LAYOUTS[:1], indirect=True)
class TestIdentities:
    @few
    @given(schools=some_schools)
    def test_defined_exactly_with_both_groups_and_between_0_and_1(
        self, indices: Indices, schools: Matrix
    ) -> None:
        defined = any(s[0] for s in schools) and any(s[2] for s in schools)
        for value in indices({"A": schools})["A"].values():
            assert (value is not None) == defined
            assert value is None or -TOLERANCE <= value <= 1 + TOLERANCE

    @few
    @given(schools=both_groups)
    def test_exchange_of_the_groups(self, indices: Indices, schools: Matrix) -> None:
        found = indices({"A": schools, "B": [(z, y, x) for x, y, z in schools]})
        swapped = {
            "dissimilarity": found["B"]["dissimilarity"],
            "interaction": found["B"]["interaction_reverse"],
            "interaction_reverse": found["B"]["interaction"],
        }
        assert_equal(found["A"], swapped)
        n_first, n_third = (sum(s[position] for s in schools) for position in (0, 2))
        meetings = n_first * (found["A"]["interaction"] or 0)
        reverse_meetings = n_third * (found["A"]["interaction_reverse"] or 0)
        assert math.isclose(meetings, reverse_meetings, rel_tol=TOLERANCE, abs_tol=TOLERANCE)

    @few
    @given(schools=both_groups, data=st.data(), times=st.integers(2, 5))
    def test_what_changes_nothing(
        self, indices: Indices, schools: Matrix, data: st.DataObject, times: int
    ) -> None:
        chosen = data.draw(st.integers(0, len(schools) - 1))
        large = [
            (x * times, y * times, z * times) if number == chosen else (x, y, z)
            for number, (x, y, z) in enumerate(schools)
        ]
        found = indices(
            {
                "as it is": schools,
                "in another order": data.draw(st.permutations(schools)),
                "scaled": [(x * times, y * times, z * times) for x, y, z in schools],
                "with empty schools": [*schools, *[(0, 0, 0)] * times],
                "one school large": large,
                "that school in equal parts": [*schools, *[schools[chosen]] * (times - 1)],
            }
        )
        for same in ("in another order", "scaled", "with empty schools"):
            assert_equal(found["as it is"], found[same])
        assert_equal(found["one school large"], found["that school in equal parts"])

    @few
    @given(schools=both_groups, middles=st.lists(st.integers(0, 60), min_size=9, max_size=9))
    def test_the_middle_group_dilutes_interaction_only(
        self, indices: Indices, schools: Matrix, middles: list[int]
    ) -> None:
        without = [(x, 0, z) for x, _, z in schools]
        added = [(x, y, z) for (x, _, z), y in zip(schools, middles, strict=False)]
        found = indices({"without": without, "with": added})
        assert_equal(found["without"], found["with"], "dissimilarity")
        for code in ("interaction", "interaction_reverse"):
            assert (found["with"][code] or 0) <= (found["without"][code] or 0) + TOLERANCE

    @few
    @given(mix=school.filter(lambda s: s[0] and s[2]), sizes=st.lists(st.integers(1, 9)))
    def test_the_same_mix_everywhere_and_no_school_shared(
        self, indices: Indices, mix: tuple[int, int, int], sizes: list[int]
    ) -> None:
        x, y, z = mix
        even = [mix, *[(x * size, y * size, z * size) for size in sizes]]
        apart = [(x * size, y, 0) for size in [1, *sizes]] + [(0, y, z)]
        found = indices({"even": even, "apart": apart})
        share = {"dissimilarity": 0.0, "interaction": z / (x + y + z)}
        assert_equal(found["even"], share, *share)
        assert_equal(found["apart"], {"dissimilarity": 1.0, "interaction": 0.0}, *share)
