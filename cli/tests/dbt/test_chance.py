"""What chance makes of dissimilarity, next to SciPy, simulated deals and areas with a known D."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import erf
from scipy.stats import hypergeom

from helpers.deals import Area, ask, dissimilarity_of
from segmon.macros import expression


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as database:
        yield database


def _random_areas(seed: int, n_areas: int, least_group: int = 1) -> list[Area]:
    """Areas of 2 to 40 schools that look like municipalities, with groups down to a few pupils."""
    random = np.random.default_rng(seed)
    areas = []
    while len(areas) < n_areas:
        sizes = np.maximum(random.lognormal(4.2, 0.8, random.integers(2, 41)).astype(int), 1)
        n_first = int(sizes.sum() * random.choice([0.01, 0.05, 0.2, 0.5, 0.8]))
        if least_group <= n_first <= sizes.sum() - least_group:
            first = random.multivariate_hypergeometric(sizes, n_first)
            areas.append(Area(first, sizes - first))
    return areas


def _deals(area: Area, n_deals: int, random: np.random.Generator) -> NDArray[np.float64]:
    """D of an area whose pupils are dealt out at random."""
    sizes = area.first + area.third
    first = random.multivariate_hypergeometric(
        sizes, int(area.first.sum()), size=n_deals, method="marginals"
    )
    return dissimilarity_of(first, sizes - first)


def _mean_deviation(n_pupils: int, n_group: int, size: int) -> float:
    """E|b - tB/T| summed over the counts, each from the one before: nothing cancels out."""
    expected = size * n_group / n_pupils
    low, high = max(0, size + n_group - n_pupils), min(size, n_group)
    start = min(max(int(expected), low), high)
    spread = int(20 * np.sqrt(expected * (1 - size / n_pupils) + 1)) + 60
    upward = np.arange(start, min(high, start + spread), dtype=float)
    up = (
        (n_group - upward)
        * (size - upward)
        / ((upward + 1) * (n_pupils - size - n_group + upward + 1))
    )
    downward = np.arange(start, max(low, start - spread), -1, dtype=float)
    down = (
        downward
        * (n_pupils - size - n_group + downward)
        / ((n_group - downward + 1) * (size - downward + 1))
    )
    counts = np.concatenate([[start], upward + 1, downward - 1])
    weights = np.concatenate([[1.0], np.cumprod(up), np.cumprod(down)])
    return float((np.abs(counts - expected) * weights).sum() / weights.sum())


def test_the_error_function_is_that_of_scipy(connection: duckdb.DuckDBPyConnection) -> None:
    points = np.linspace(0, 9, 30_001)
    connection.execute(
        "create or replace temp table points as select unnest(?) as x", [points.tolist()]
    )
    found = connection.execute(
        f"select x, {expression('error_function', 'x')} from points"
    ).fetchnumpy()
    x, value = found.values()
    assert np.abs(value - erf(x)).max() < 1e-14


def test_deviations_are_sums_over_all_counts(connection: duckdb.DuckDBPyConnection) -> None:
    random = np.random.default_rng(1)
    areas, schools = [], []
    for _ in range(2000):
        n_pupils = int(10 ** random.uniform(0.4, 7))
        n_group, size = (
            int(np.clip(10 ** random.uniform(0, np.log10(n_pupils)), 1, n_pupils - 1)) for _ in "ab"
        )
        here = max(0, size + n_group - n_pupils)
        schools.append((n_pupils, n_group, size))
        areas.append(
            Area(
                np.array([here, n_group - here]),
                np.array([size - here, n_pupils - size - n_group + here]),
            )
        )
    # both schools deviate alike, and E[D] is what the one does
    found = ask(connection, "dissimilarity_expected", areas)
    for row, (n_pupils, n_group, size) in zip(found, schools, strict=True):
        share = n_group / n_pupils
        expected = _mean_deviation(n_pupils, n_group, size) / (n_pupils * share * (1 - share))
        assert row["dissimilarity_expected"] == pytest.approx(expected, rel=1e-9)


def test_deviations_are_those_of_scipys_distribution(connection: duckdb.DuckDBPyConnection) -> None:
    areas = _random_areas(2, 300)
    for row, area in zip(ask(connection, "dissimilarity_expected", areas), areas, strict=True):
        sizes, n_first = area.first + area.third, int(area.first.sum())
        n_pupils = int(sizes.sum())
        deviations = sum(
            float(
                (
                    hypergeom.pmf(np.arange(size + 1), n_pupils, n_first, size)
                    * np.abs(np.arange(size + 1) - size * n_first / n_pupils)
                ).sum()
            )
            for size in sizes
        )
        share = n_first / n_pupils
        assert row["dissimilarity_expected"] == pytest.approx(
            deviations / (2 * n_pupils * share * (1 - share)), abs=1e-9
        )


def test_simulated_deals_agree(connection: duckdb.DuckDBPyConnection) -> None:
    random, n_deals = np.random.default_rng(3), 4000
    areas = _random_areas(4, 200)
    rows = ask(connection, "dissimilarity_expected", areas)
    off, ratios = [], []
    for row, area in zip(rows, areas, strict=True):
        deals = _deals(area, n_deals, random)
        off.append(
            (row["dissimilarity_expected"] - deals.mean()) / (deals.std() / np.sqrt(n_deals))
        )
        ratios.append(row["standard_deviation"] / deals.std())
    print(f"standard errors off: {np.abs(off).max():.2f}")
    print(f"ratio of standard deviations: {min(ratios):.3f} to {max(ratios):.3f}")
    assert np.abs(off).max() < 3.5 and np.mean(np.abs(off) > 3) <= 0.01
    assert np.mean(np.abs(np.array(ratios) - 1) <= 0.05) >= 0.99


def test_pupils_dealt_at_random_are_as_expected(connection: duckdb.DuckDBPyConnection) -> None:
    areas = _random_areas(5, 1000, least_group=5)
    rows = ask(connection, "dissimilarity_expected", areas)
    excess = np.array(
        [
            area.dissimilarity - row["dissimilarity_expected"]
            for row, area in zip(rows, areas, strict=True)
        ]
    )
    scores = excess / np.array([row["standard_deviation"] for row in rows])
    print(f"mean of D - E[D]: {excess.mean():.5f}; standard deviation of z: {scores.std():.3f}")
    assert abs(excess.mean()) < 0.002
    assert abs(scores.std() - 1) < 0.1
    assert np.mean(np.abs(scores) > 1.96) < 0.07


#: Schools, pupils of each on average, the first group's part of them, and how far schools differ.
KNOWN = ((40, 60, 0.1, 0.9), (20, 100, 0.2, 0.3), (40, 100, 0.3, 0.6))


@pytest.mark.parametrize(("n_schools", "size", "share", "spread"), KNOWN)
def test_the_bias_of_small_schools_is_corrected(
    n_schools: int,
    size: int,
    share: float,
    spread: float,
    connection: duckdb.DuckDBPyConnection,
) -> None:
    random, n_pupils = np.random.default_rng(6), n_schools * size
    appeal = random.normal(0, spread, n_schools)
    # a pupil goes to a school by chance, with the chances of its group: D of those is known
    first, third = (np.exp(tilt) / np.exp(tilt).sum() for tilt in (appeal, -appeal / 5))
    true = np.abs(first - third).sum() / 2
    areas = [
        Area(
            random.multinomial(int(n_pupils * share), first),
            random.multinomial(int(n_pupils * (1 - share)), third),
        )
        for _ in range(1000)
    ]
    rows = ask(connection, "dissimilarity_corrected", areas)
    raw = float(np.mean([area.dissimilarity for area in areas]) - true)
    corrected = float(np.mean([row["dissimilarity_corrected"] for row in rows]) - true)
    print(f"D {true:.3f}: bias {raw:+.4f}, corrected {corrected:+.4f}")
    assert raw > 0.01
    assert abs(corrected) <= 0.006
