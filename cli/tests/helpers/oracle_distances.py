"""How far pupils live from their schools.

Nothing here is used by the product.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

from helpers.oracle_areas import AREA, SERIES, in_areas


def distance_class(km: float) -> float:
    """Tenths of a kilometre below 3 km, halves below 10 km, kilometres beyond; a half upwards."""
    parts = 10 if km < 3 else 2 if km < 10 else 1
    return float((Decimal(str(km)) * parts).quantize(Decimal(1), ROUND_HALF_UP) / parts)


def travel(groups: pd.DataFrame | None) -> pd.DataFrame:
    """By group and governance of every area; without rows where no distance is delivered."""
    if groups is None:
        return pd.DataFrame()
    known = groups[groups["km"].notna()]
    # every pupil stands there once per characteristic: any of them serves for all pupils
    everybody = known[known["characteristic"] == "income"]
    everybody = everybody.assign(characteristic="all", group_code="all")
    travellers = pd.concat([everybody, known[known["group_code"].notna()]])
    travellers = travellers.assign(distance=[distance_class(km) for km in travellers["km"]])
    by = [*SERIES, *AREA, "governance", "group_code"]
    rows = []
    for scope in _scopes(in_areas(travellers)):
        for key, pupils in scope.groupby(by):
            rows.append(
                dict(zip(by, key, strict=True))
                | {"n_pupils": len(pupils), "mean_km": None, "median_km": None}
                | ({"status": "few_pupils"} if len(pupils) < 10 else _kilometres(pupils))
            )
    return pd.DataFrame(rows)


def _kilometres(pupils: pd.DataFrame) -> dict[str, float | str]:
    mean, median = math.fsum(pupils["km"]) / len(pupils), statistics.median_low(pupils["distance"])
    return {"mean_km": mean, "median_km": median, "status": "ok"}


def _scopes(rows: pd.DataFrame) -> Iterator[pd.DataFrame]:
    yield rows.assign(governance="all")
    yield rows[rows["governance"] != "onbekend"]
