"""Areas of schools with pupils of two groups, dealt out anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
from numpy.typing import NDArray

from segmon.macros import expression

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Area:
    """The pupils of two groups at each school of an area."""

    first: Counts
    third: Counts

    @property
    def dissimilarity(self) -> float:
        return float(dissimilarity_of(self.first[None, :], self.third[None, :])[0])


def dissimilarity_of(first: Counts, third: Counts) -> NDArray[np.float64]:
    """D of each row."""
    shares = first / first.sum(axis=1, keepdims=True) - third / third.sum(axis=1, keepdims=True)
    return np.abs(shares).sum(axis=1) / 2


def ask(
    connection: duckdb.DuckDBPyConnection, macro: str, areas: Sequence[Area]
) -> list[dict[str, float]]:
    """What a macro finds, in the order of the areas."""
    numbers = [number for number, area in enumerate(areas) for _ in area.first]
    connection.execute(
        "create or replace temp table schools as"
        " select unnest(?) as area, unnest(?) as n_first, unnest(?) as n_third",
        [
            numbers,
            *(
                np.concatenate([getattr(it, group) for it in areas]).tolist()
                for group in ("first", "third")
            ),
        ],
    )
    select = expression(macro, "schools", ["area"], "n_first", "n_third")
    found = connection.execute(f"select * from ({select}) order by area")
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def segregated_area(n_schools: int, share: float, spread: float, seed: int) -> Area:
    """An area of a hundred pupils a school on average, whose groups prefer other schools."""
    random = np.random.default_rng(seed)
    size, appeal = (
        random.lognormal(0, 0.5, n_schools),
        random.permuted(np.linspace(-spread, spread, n_schools)),
    )
    first, third = size * np.exp(appeal), size * np.exp(-appeal)
    n_first = 100 * n_schools * share
    return Area(
        *(
            np.maximum(np.rint(group / group.sum() * n), 1).astype(int)
            for group, n in ((first, n_first), (third, 100 * n_schools - n_first))
        )
    )


def dealt_anew(area: Area, n_deals: int, random: np.random.Generator) -> tuple[Counts, Counts]:
    """Deals in which each school keeps its own chances, and each group its number of pupils."""
    first, third = (
        random.multinomial(group.sum(), group / group.sum(), size=n_deals)
        for group in (area.first, area.third)
    )
    return first, third
