"""The change of mutual information in parts: a second time, by proportional fitting.

Nothing here is used by the product.
"""

from __future__ import annotations

from itertools import pairwise, product
from statistics import mean
from typing import Any

import numpy as np
import pandas as pd

from helpers.further_indices import Counts, adjusted, mutual_information

AREA = ["sector", "characteristic", "area_level", "area_code"]
GROUPS = ["n_first", "n_middle", "n_third"]


def information_changes(sites: pd.DataFrame) -> pd.DataFrame:
    """Of the focus cities, between consecutive years."""
    topic = AREA[:2]
    cities = sites[sites["area_level"] == "g4"]
    rows = []
    years_of = sites.groupby(topic)["school_year"].unique()
    for key, city in cities.groupby(AREA):
        by_year = dict(list(city.groupby("school_year")))
        for earlier, later in pairwise(sorted(years_of[key[:2]])):
            if earlier in by_year or later in by_year:
                found = _row(*(_counts(by_year.get(year)) for year in (earlier, later)))
                years = {"from_year": earlier, "to_year": later}
                rows.append(dict(zip(AREA, key, strict=True)) | years | found)
    return pd.DataFrame(rows)


def _counts(city: pd.DataFrame | None) -> dict[str, Counts] | None:
    """The pupils of every school with any; none at all where a count is unknown."""
    if city is None:
        return {}
    if city["n_known"].isna().any():
        return None
    schools = zip(city["school_id"], city[GROUPS].to_numpy(float), strict=True)
    return {school: counts for school, counts in schools if counts.sum()}


def _row(before: dict[str, Counts] | None, after: dict[str, Counts] | None) -> dict[str, Any]:
    start, end = _information(before), _information(after)
    row: dict[str, Any] = {"from_value": start, "to_value": end}
    if before is None or after is None:
        return row | {"status": "incomplete_input"}
    lasting = sorted(set(before) & set(after))
    if start is None or end is None or not lasting:
        return row | {"status": "group_absent"}
    first, last = (np.array([year[school] for school in lasting]) for year in (before, after))
    parts = _parts(first, last)
    row |= {
        "difference": end - start,
        "change_opened_schools": end - mutual_information(last),
        "change_closed_schools": mutual_information(first) - start,
        **parts,
    }
    return row | {"status": "group_absent" if None in parts.values() else "ok"}


def _information(schools: dict[str, Counts] | None) -> float | None:
    return mutual_information(np.array(list(schools.values()))) if schools else None


def _parts(first: Counts, last: Counts) -> dict[str, float | None]:
    """What the sizes of groups, those of schools, and segregation do to M, each by itself.

    Composition is both sizes at once: segregation comes before or after them.
    """
    years = (first, last)
    tables: dict[tuple[int, int, int], float | None] = {}
    for groups, schools, pattern in product((0, 1), repeat=3):
        table = adjusted(years[pattern], years[schools].sum(axis=1), years[groups].sum(axis=0))
        tables[groups, schools, pattern] = None if table is None else mutual_information(table)

    def change(number: int, *states: tuple[int, ...]) -> float | None:
        """Of one of the three, on average where the others are as before or as after."""
        steps = []
        for others in states:
            start, end = (tables[_placed(number, year, others)] for year in (0, 1))
            if start is None or end is None:
                return None
            steps.append(end - start)
        return mean(steps)

    groups, schools = (change(number, *product((0, 1), repeat=2)) for number in (0, 1))
    segregation = change(2, (0, 0), (1, 1))
    whole = tables[1, 1, 1], tables[0, 0, 0]
    composition = None
    if segregation is not None and whole[0] is not None and whole[1] is not None:
        composition = whole[0] - whole[1] - segregation
    return {
        "change_group_sizes": groups,
        "change_school_sizes": schools,
        "change_composition": composition,
        "change_segregation": segregation,
    }


def _placed(number: int, year: int, others: tuple[int, ...]) -> tuple[int, int, int]:
    placed = [*others]
    placed.insert(number, year)
    groups, schools, pattern = placed
    return groups, schools, pattern
