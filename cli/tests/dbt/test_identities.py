"""The identities of the indices, on the SQL that a build runs."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.compared import LAYOUTS, TOLERANCE, Compared


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
