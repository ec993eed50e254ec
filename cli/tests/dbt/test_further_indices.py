"""The macros of the further indices next to numpy, on schools that hypothesis invents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import further_indices as other
from segmon.macros import expression

GROUPS = ["n_first", "n_middle", "n_third"]
BY = ["area_code"]
school = st.tuples(*[st.integers(0, 60)] * 3).filter(any)
areas = st.lists(school, min_size=1, max_size=9).filter(lambda rows: all(np.sum(rows, axis=0)))
few = settings(max_examples=60, deadline=None, database=None)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as database:
        yield database


def _rows(
    connection: duckdb.DuckDBPyConnection, counts: other.Counts, select: str
) -> list[dict[str, Any]]:
    """What a select finds in the area of these schools, with a category each."""
    rows = ", ".join(
        f"('A', {number}, '{_category(number)}', {', '.join(str(int(n)) for n in school)}, "
        f"{int(school.sum())})"
        for number, school in enumerate(counts)
    )
    connection.execute(
        "create or replace temp table schools as from (values " + rows + ") as"
        " t (area_code, school_id, category_code, n_first, n_middle, n_third, n_known)"
    )
    found = connection.execute(select)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _category(number: int) -> str:
    return "even" if number % 2 == 0 else "odd"


@few
@given(schools=areas)
def test_exposure(
    connection: duckdb.DuckDBPyConnection, schools: Sequence[tuple[int, ...]]
) -> None:
    counts = np.array(schools, dtype=float)
    groups = list(zip("abc", GROUPS, strict=True))
    rows = _rows(connection, counts, expression("exposure", "schools", BY, groups, "n_known"))
    found = {(row["of_group"], row["met_group"]): row["exposure"] for row in rows}
    assert len(rows) == 9
    expected = other.exposure(counts)
    for one, row in zip("abc", expected, strict=True):
        for met, value in zip("abc", row, strict=True):
            assert found[one, met] == pytest.approx(value, abs=1e-12)
    (alone,) = _rows(
        connection, counts, expression("isolation", "schools", BY, "n_third", "n_known")
    )
    assert alone["isolation"] == found["c", "c"]


@few
@given(schools=areas)
def test_two_groups(
    connection: duckdb.DuckDBPyConnection, schools: Sequence[tuple[int, ...]]
) -> None:
    counts = np.array(schools, dtype=float)
    first, third, known = counts[:, 0], counts[:, 2], counts.sum(axis=1)
    expected = {
        ("normalised_exposure", "n_third"): other.normalised_exposure(first, third),
        ("hutchens_square_root", "n_third"): other.hutchens_square_root(first, third),
        ("gorard_segregation", "n_known"): other.gorard_segregation(first, known),
    }
    for (macro, column), value in expected.items():
        sql = expression(macro, "schools", BY, "n_first", column)
        (row,) = _rows(connection, counts, sql)
        assert row[macro] == pytest.approx(value, abs=1e-12), macro
        assert 0 <= row[macro] <= 1 + 1e-12


@few
@given(schools=areas)
def test_information(
    connection: duckdb.DuckDBPyConnection, schools: Sequence[tuple[int, ...]]
) -> None:
    counts = np.array(schools, dtype=float)
    whole = other.mutual_information(counts)
    diversity = other.entropy(counts.sum(axis=0))
    categories = [_category(number) for number in range(len(counts))]
    between = other.mutual_information(other.merged(counts, categories))
    arguments = ("schools", BY, GROUPS, "category_code")
    (area,) = _rows(connection, counts, expression("mutual_information", *arguments))
    assert area["mutual_information"] == pytest.approx(whole, abs=1e-12)
    assert area["entropy"] == pytest.approx(diversity, abs=1e-12)
    assert area["between_categories"] == pytest.approx(between, abs=1e-12)
    assert area["within_categories"] == pytest.approx(whole - between, abs=1e-12)
    (shares,) = _rows(connection, counts, expression("theil_information", *arguments))
    assert shares["theil_information"] == pytest.approx(whole / diversity, abs=1e-12)
    rows = _rows(connection, counts, expression("category_information", *arguments))
    parts = {row["category_code"]: row for row in rows}
    assert set(parts) == set(categories)
    for name, row in parts.items():
        inside = counts[np.array(categories) == name]
        within = other.mutual_information(inside)
        assert row["weight"] == pytest.approx(inside.sum() / counts.sum(), abs=1e-12)
        assert row["within_information"] == pytest.approx(within, abs=1e-12)


#: First, middle and third group of ten schools, and what PySAL `segregation` 2.5.4 makes of them.
SCHOOLS = (
    *((40, 30, 5), (12, 50, 44), (3, 20, 61), (25, 25, 25), (0, 10, 30)),
    *((18, 0, 2), (7, 9, 11), (60, 41, 20), (1, 2, 3), (33, 64, 70)),
)


def test_facts_of_another_library(connection: duckdb.DuckDBPyConnection) -> None:
    counts = np.array(SCHOOLS, dtype=float)
    two, of_all = ("n_first", "n_third"), ("n_first", "n_known")
    facts = {
        # Dissim, Isolation, CorrelationR; and Atkinson with b = 0.5, which is 1 - (1 - H)^2
        ("dissimilarity", *two): 0.5267110460049323,
        ("isolation", *of_all): 0.4300844511098671,
        ("normalised_exposure", *two): 0.3595457737969897,
        ("hutchens_square_root", *two): 1 - (1 - 0.4330408657924979) ** 0.5,
    }
    for (macro, *arguments), value in facts.items():
        (row,) = _rows(connection, counts, expression(macro, "schools", BY, *arguments))
        assert row[macro] == pytest.approx(value, abs=1e-12), macro
    # MultiInfoTheory, MultiDiversity; and Entropy, of two groups
    sql = expression("mutual_information", "schools", BY, GROUPS)
    (row,) = _rows(connection, counts, sql)
    assert row["entropy"] == pytest.approx(1.0904442020551977, abs=1e-12)
    for groups, value in ((GROUPS, 0.1456763910578507), ([*two], 0.3070107855603159)):
        sql = expression("theil_information", "schools", BY, groups)
        (row,) = _rows(connection, counts, sql)
        assert row["theil_information"] == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize("positions", [(0, 1, 2), (0, 2)])
def test_change(connection: duckdb.DuckDBPyConnection, positions: tuple[int, ...]) -> None:
    rng = np.random.default_rng(1940)
    areas = {str(area): _two_years(rng) for area in range(60)}
    for number, name in enumerate(("earlier", "later")):
        schools = [
            (area, school, *map(int, counts))
            for area, years in areas.items()
            for school, counts in enumerate(years[number])
        ]
        connection.execute(
            f"create or replace temp table {name} (area_code text, school_id int,"
            " n_first int, n_middle int, n_third int)"
        )
        connection.executemany(f"insert into {name} values (?, ?, ?, ?, ?)", schools)
    groups = [GROUPS[position] for position in positions]
    sql = expression("mutual_information_change", "earlier", "later", BY, "school_id", groups)
    found = connection.execute(sql)
    names = [column[0] for column in found.description or ()]
    changes = {row[0]: dict(zip(names, row, strict=True)) for row in found.fetchall()}
    n_unknown = 0
    for area, years in areas.items():
        earlier, later = (counts[:, positions] for counts in years)
        lasting = (earlier.sum(axis=1) > 0) & (later.sum(axis=1) > 0)
        for part, value in other.change_parts(earlier[lasting], later[lasting]).items():
            n_unknown += value is None
            assert changes[area][part] == pytest.approx(value, abs=1e-9), (area, part)
    assert 0 < n_unknown < len(areas)


def _two_years(rng: np.random.Generator) -> tuple[other.Counts, other.Counts]:
    """The same schools twice: pupils of each school at random, from shares that shift a little."""
    n_schools = int(rng.integers(1, 12))
    shares = rng.dirichlet(rng.choice([0.2, 2.0]) * np.ones(3), n_schools)
    shifted = shares * rng.dirichlet([20, 20, 20])
    sizes = rng.integers(5, 80, (2, n_schools))
    years = [
        np.array(
            [rng.multinomial(n, mix / mix.sum()) for n, mix in zip(size, mixes, strict=True)],
            dtype=float,
        )
        for size, mixes in zip(sizes, (shares, shifted), strict=True)
    ]
    return years[0], years[1]
