"""The comparison of marts that the tests of engines rest on: it tells whatever differs."""

from __future__ import annotations

import pytest

from helpers.engines import Mart, differences

COLUMNS = {"area": "text", "n": "integer", "value": "double"}
ROWS = [("A", 1, 0.5), ("B", None, None), ("C", 3, 0.25)]
MARTS = {"mart": Mart(COLUMNS, ROWS)}


def test_the_order_of_rows_is_no_difference() -> None:
    assert not differences(MARTS, {"mart": Mart(COLUMNS, ROWS[::-1])})


@pytest.mark.parametrize(
    ("columns", "rows", "told"),
    [
        (COLUMNS, [*ROWS[:2], ("C", 4, 0.25)], "lacks 1 rows, such as [('C', 3)]"),
        (COLUMNS, [*ROWS, ROWS[0]], "has 1 rows, such as [('A', 1)]"),
        (COLUMNS, [*ROWS[:2], ("C", 3, None)], "1 doubles differ"),
        (COLUMNS, [*ROWS[:2], ("C", 3, 0.2500000001)], "1 doubles differ"),
        (COLUMNS, [ROWS[0], ("B", None, 0.0), ROWS[2]], "1 doubles differ"),
        ({**COLUMNS, "n": "double"}, ROWS, "columns [('area', 'text'), ('n', 'double')"),
        (
            {"n": "integer", "area": "text", "value": "double"},
            ROWS,
            "columns [('n', 'integer'), ('area', 'text')",
        ),
    ],
)
def test_a_difference_is_told(
    columns: dict[str, str], rows: list[tuple[object, ...]], told: str
) -> None:
    found = differences(MARTS, {"mart": Mart(columns, rows)}, tolerance=1e-12)
    assert any(told in what for what in found), found


def test_doubles_may_be_apart_by_the_tolerance() -> None:
    near = {"mart": Mart(COLUMNS, [*ROWS[:2], ("C", 3, 0.25 + 1e-13)])}
    assert not differences(MARTS, near, tolerance=1e-12)
    assert differences(MARTS, near)


def test_a_mart_that_is_not_there_is_told() -> None:
    assert differences(MARTS, {}) == ["mart: is not there"]
    assert differences({}, MARTS) == ["mart: is not expected"]
