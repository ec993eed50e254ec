"""Rules of numbers, in whatever type a file has them."""

from __future__ import annotations

from segmon.delivery.forms import INTEGERS, is_fractional
from segmon.delivery.rule_kinds import Rule
from segmon.delivery.rules import alternatives
from segmon.labels import read_seed

#: A whole number, also as tools write it where a column has gaps: 12.0. Of three zeros nobody
#: knows whether they are thousands.
WHOLE = "[0-9]+([.]0{1,2})?"
#: A number with or without a fraction; DuckDB reads more as one, such as 1_000.
NUMBER = " *[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)? *"
#: A whole number as Dutch files write it, with or without a point between thousands.
DUTCH_WHOLE = "([0-9]+|[0-9]{1,3}([.][0-9]{3})+)"


def _whole(column: str, kind: str, low: int, high: int) -> str:
    bounds = f"not ({column} between {low} and {high})"
    if kind in INTEGERS:
        return bounds
    if is_fractional(kind):
        # NaN and infinity fall outside the bounds
        return f"{bounds} or {column} <> floor({column})"
    if kind == "VARCHAR":
        number = f"try_cast({column} as bigint)"
        return (
            f"not regexp_full_match({column}, '{WHOLE}')"
            f" or coalesce(not ({number} between {low} and {high}), {column} is not null)"
        )
    return f"{column} is not null"


def whole(low: int, high: int) -> Rule:
    """A whole number within bounds."""
    return Rule(
        f"a whole number from {low} to {high}",
        "a value outside the scale would be put in a group where it does not belong",
        "write it in digits, without a decimal part, and leave an unknown value empty",
        lambda column, kind: _whole(column, kind, low, high),
        "whole number",
    )


def pupil_count(*, is_dutch_file: bool = False) -> Rule:
    """A number of pupils, or a suppressed cell such as `<5`.

    Args:
        is_dutch_file: whether a point may separate thousands and `<5` is the only mark; else a
            suppressed cell may be any mark of the seed `suppression_marks`.
    """

    def violation(column: str, kind: str) -> str:
        number = _whole(column, kind, 0, 1_000_000)
        if kind != "VARCHAR":
            return number
        # fewer than 1 is none at all, and no secret
        marks = "<([2-9]|[1-9][0-9]+)"
        if is_dutch_file:
            number = f"not regexp_full_match({column}, '{DUTCH_WHOLE}')"
        else:
            listed = alternatives(row["mark"] for row in read_seed("suppression_marks"))
            marks = f"{marks}|{listed}" if listed else marks
        return f"not regexp_full_match({column}, ' *({marks}) *') and ({number})"

    return Rule(
        "a number of pupils: 0 or more, whole, or suppressed such as <5",
        "every index is a sum of these; a suppressed cell makes it unknown, never 0",
        "count pupils in whole numbers; write a suppressed cell as <5, never as 0 or empty"
        + ("" if is_dutch_file else ", or add your mark to seeds/suppression_marks.csv"),
        violation,
        "whole number",
    )


def not_negative() -> Rule:
    """A number of at least 0."""

    def violation(column: str, kind: str) -> str:
        if kind in INTEGERS or is_fractional(kind):
            # NaN and infinity fall outside the bounds
            return f"{column} not between 0 and 1e6"
        if kind != "VARCHAR":
            return f"{column} is not null"
        number = f"coalesce(try_cast({column} as double), -1)"
        return (
            f"not regexp_full_match({column}, '{NUMBER}')"
            f" or ({column} is not null and {number} not between 0 and 1e6)"
        )

    return Rule(
        "a number of 0 or more",
        "a negative or endless distance spoils the mean of its area",
        "write it with a decimal point and leave an unknown value empty",
        violation,
        "decimal number",
    )
