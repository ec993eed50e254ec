"""The areas that schools lie in, and the pupils of them that are known.

A suppressed count is NaN and spreads. Nothing here is used by the product.
"""

from __future__ import annotations

import math
from fractions import Fraction

import pandas as pd

#: Kinds of categories, and the sectors whose schools have one.
KINDS = {"denomination": ("po",), "school_type": ("vo",), "governance": ("po", "vo")}
G4 = {"GM0363", "GM0518", "GM0599", "GM0344"}

SERIES = ["school_year", "sector", "characteristic"]
AREA = ["area_level", "area_code"]
COUNTS = ["n_first", "n_middle", "n_third", "n_missing"]


def in_areas(rows: pd.DataFrame) -> pd.DataFrame:
    """Every row once for each area it lies in."""
    code = rows["municipality_code"]
    name = rows["municipality_name"]
    urbanity = rows["urbanity"].astype(str)
    parts = [
        rows.assign(area_level="national", area_code="NL", area_name="Nederland"),
        rows.assign(area_level="urbanity", area_code=urbanity, area_name=""),
        rows.assign(area_level="municipality", area_code=code, area_name=name),
        rows.assign(area_level="g4", area_code=code, area_name=name)[code.isin(G4)],
    ]
    return pd.concat(parts, ignore_index=True)


def complete(counts: pd.Series[float]) -> float:
    """Their sum, unknown as soon as one of them is."""
    return float(counts.sum(skipna=False))


def present_schools(rows: pd.DataFrame) -> pd.DataFrame:
    """Schools that count: a suppressed cell stands for pupils too."""
    return rows[rows["n_known"].isna() | (rows["n_known"] > 0)]


def share_of(part: float, whole: float) -> Fraction | None:
    """None where the whole is nothing, or unknown."""
    return Fraction(int(part), int(whole)) if whole > 0 else None


def status_of_shares(known: float) -> str:
    """By the pupils whose group is known."""
    return "incomplete_input" if math.isnan(known) else "ok" if known else "group_absent"
