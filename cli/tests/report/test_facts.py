"""The parts of a sentence."""

from __future__ import annotations

from segmon.database import connect
from segmon.macros import expression
from segmon.report.facts import symbol_of


def test_the_symbol_of_a_change_is_that_of_the_macro() -> None:
    """Every pair of values of two decimals.

    Python keeps a function of its own: a sentence may compare two years, or two kinds of schools,
    of which no mart has a row, and asking a database for each would cost more than these lines.
    """
    value = "cast({} * 0.01 as decimal(3, 2))"
    difference = f"{value.format('high.n')} - {value.format('low.n')}"
    with connect() as connection:
        rows = connection.execute(
            f"select low.n, high.n, {expression('change_symbol', f'({difference})')}"
            " from range(101) as low(n), range(101) as high(n)"
        ).fetchall()
    assert len(rows) == 101**2
    wrong = [row for row in rows if symbol_of(row[0] / 100, row[1] / 100) != row[2]]
    assert not wrong
