"""Whether a change of dissimilarity is beyond chance, next to simulated deals and SciPy."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import duckdb
import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import false_discovery_control, norm

from helpers.deals import Area, ask, dealt_anew, dissimilarity_of, segregated_area
from segmon.macros import expression


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as database:
        yield database


SEGREGATED = [
    segregated_area(n_schools, share, spread, seed)
    for seed, (n_schools, share, spread) in enumerate(
        itertools.product((2, 3, 5, 10, 25, 60), (0.05, 0.2, 0.5), (0.15, 0.4, 0.8, 1.2))
    )
]


def test_the_standard_error_is_that_of_deals(connection: duckdb.DuckDBPyConnection) -> None:
    random = np.random.default_rng(7)
    found = ask(connection, "dissimilarity_error", SEGREGATED)
    by_chance = ask(connection, "dissimilarity_expected", SEGREGATED)
    simulated = [dissimilarity_of(*dealt_anew(it, 20_000, random)).std() for it in SEGREGATED]
    known = np.array([area.dissimilarity for area in SEGREGATED])
    ratios = np.array([row["standard_error"] for row in found]) / simulated
    alone = np.array([row["standard_deviation"] for row in by_chance]) / simulated
    print(f"D {known.min():.2f} to {known.max():.2f}: {ratios.min():.3f} to {ratios.max():.3f}")
    print(f"by chance alone, D from 0.4: {alone[known >= 0.4].mean():.3f}")
    assert known.min() < 0.1 and known.max() > 0.6
    assert np.abs(ratios - 1).max() < 0.06
    assert alone[known >= 0.4].mean() < 0.85


def _pairs_of_deals(
    connection: duckdb.DuckDBPyConnection, areas: Sequence[Area], n_pairs: int, seed: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """D and its standard error in pairs of deals of each area."""
    random = np.random.default_rng(seed)
    deals = [
        Area(first, third)
        for area in areas
        for first, third in zip(*dealt_anew(area, 2 * n_pairs, random), strict=True)
    ]
    errors = [row["standard_error"] for row in ask(connection, "dissimilarity_error", deals)]
    values = [deal.dissimilarity for deal in deals]
    shape = (len(areas), n_pairs, 2)
    return np.array(values).reshape(shape), np.array(errors).reshape(shape)


def _flagged(
    connection: duckdb.DuckDBPyConnection, areas: Sequence[Area], n_pairs: int, seed: int
) -> NDArray[np.float64]:
    """Of each area the part of pairs of deals whose D differ more than 1.96 standard errors."""
    values, errors = _pairs_of_deals(connection, areas, n_pairs, seed)
    differences = np.abs(values[..., 0] - values[..., 1])
    flagged = differences > 1.96 * np.hypot(errors[..., 0], errors[..., 1])
    return np.asarray(flagged.mean(axis=1))


def test_of_an_unchanged_dissimilarity_one_in_twenty_is_beyond_chance(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    shares = _flagged(connection, SEGREGATED, 250, seed=8)
    n_schools = np.array([len(area.first) for area in SEGREGATED])
    many = shares[n_schools >= 5]
    print(f"flagged: {many.mean():.3f}, at most {many.max():.3f}; of all {shares.max():.3f}")
    assert 0.035 < many.mean() < 0.055 and many.max() < 0.1
    assert shares.max() < 0.12


def test_pupils_dealt_at_random_are_rarely_beyond_chance(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    areas = [segregated_area(n, share, 0, n) for n in (2, 5, 20, 60) for share in (0.05, 0.2, 0.5)]
    shares = _flagged(connection, areas, 400, seed=9)
    print(f"flagged without segregation: {shares.mean():.3f}, at most {shares.max():.3f}")
    assert shares.max() < 0.05


def _of_column(
    connection: duckdb.DuckDBPyConnection, values: NDArray[np.float64], sql: str
) -> NDArray[np.float64]:
    """What an expression makes of the column `x`."""
    connection.execute(
        "create or replace temp table numbers as select unnest(?) as x", [values.tolist()]
    )
    found = connection.execute(f"select cast({sql} as double) as y from numbers").fetchnumpy()
    return np.asarray(found["y"])


def _symbols(
    connection: duckdb.DuckDBPyConnection, errors: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How often chance makes a symbol of changes with these errors."""
    deviates = _of_column(connection, errors, expression("chance_deviate", "0.01", "x"))
    return _of_column(connection, deviates, expression("symbol_by_chance", "x"))


def test_probabilities_are_those_of_scipy(connection: duckdb.DuckDBPyConnection) -> None:
    differences = np.linspace(-1, 1, 4001)
    deviates = _of_column(connection, differences, expression("chance_deviate", "x", "0.125"))
    found = _of_column(connection, deviates, expression("chance_probability", "x"))
    assert np.abs(found - 2 * norm.sf(np.abs(differences) / 0.125)).max() < 2e-14


def test_symbols_by_chance_are_those_of_simulated_values(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    random, errors = np.random.default_rng(10), np.geomspace(1e-4, 1, 13)
    found = _symbols(connection, errors)
    for probability, error in zip(found, errors, strict=True):
        before = random.uniform(0.2, 0.8, 400_000)
        after = before + random.normal(0, error, before.size)
        seen = np.mean(np.rint(before * 100) != np.rint(after * 100))
        assert probability == pytest.approx(seen, abs=0.003)


def _discoveries(
    connection: duckdb.DuckDBPyConnection, families: Sequence[NDArray[np.float64]]
) -> list[int]:
    connection.execute(
        "create or replace temp table tests as select unnest(?) as family, unnest(?) as p",
        [
            [number for number, family in enumerate(families) for _ in family],
            np.concatenate(families).tolist(),
        ],
    )
    select = expression("discoveries", "tests", ["family"], "p")
    found = connection.execute(f"select n_discoveries from ({select}) order by family").fetchall()
    return [n for (n,) in found]


def test_discoveries_are_those_of_scipy(connection: duckdb.DuckDBPyConnection) -> None:
    random = np.random.default_rng(11)
    families = [
        random.uniform(0, 1, random.integers(1, 300)) ** random.choice([1, 2, 5])
        for _ in range(400)
    ]
    expected = [int((false_discovery_control(family) <= 0.05).sum()) for family in families]
    assert _discoveries(connection, families) == expected
    assert 0 in expected and max(expected) > 100


def test_of_nothing_but_chance_a_discovery_is_rare(connection: duckdb.DuckDBPyConnection) -> None:
    random = np.random.default_rng(12)
    found = _discoveries(connection, [random.uniform(0, 1, 100) for _ in range(2000)])
    share = np.mean(np.array(found) > 0)
    print(f"families of 100 with a discovery: {share:.3f}")
    assert share < 0.065


def test_chance_makes_about_as_many_symbols_as_it_is_said_to(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """Of areas without segregation it is said to make more, as their errors are too large."""
    for spread, lowest, highest in ((0.8, 0.97, 1.03), (0, 0.9, 1.0)):
        areas = [
            segregated_area(n_schools, share, spread, seed)
            for seed, (n_schools, share) in enumerate(itertools.product((5, 20, 60), (0.2, 0.5)))
        ]
        values, errors = _pairs_of_deals(connection, areas, 300, seed=13)
        changed = np.rint(values[..., 0] * 100) != np.rint(values[..., 1] * 100)
        both = np.hypot(errors[..., 0], errors[..., 1]).ravel()
        said = _symbols(connection, both).sum()
        print(f"spread {spread}: symbols {changed.sum()} of {changed.size}, said {said:.0f}")
        assert lowest < changed.sum() / said < highest
