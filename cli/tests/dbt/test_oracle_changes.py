"""The marts of changes between years next to a second implementation."""

from __future__ import annotations

from helpers.compared import Compared, assert_same
from helpers.oracle_areas import AREA
from helpers.oracle_chance import TABLE, chances

CHANGE = ["sector", "characteristic", *AREA, "index_code", "from_year", "to_year"]


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
    expected = compared.oracle.governance_changes
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
