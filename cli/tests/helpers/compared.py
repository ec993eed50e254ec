"""The marts of a delivery next to what a second implementation makes of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pytest

from helpers.harness import DbtRun
from helpers.oracle import Oracle

#: The layouts that are compared, each built once.
LAYOUTS = [
    pytest.param(layout, marks=pytest.mark.xdist_group(f"dbt_{layout}"))
    for layout in ("register", "counts")
]
TOLERANCE = 1e-12


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
