"""What became of a development since a school year: flatter, steeper, turned.

The pace of a change is its difference a year. It is never shown; it decides a word.
"""

from __future__ import annotations

from decimal import Decimal

from segmon.report.marts import Record

#: A development is flatter if its pace is less than this part of what it was, steeper if the pace
#: was less than this part of what it is.
FLATTER = Decimal("0.5")


def pace(before: Record, since: Record) -> str:
    """What became of a development, by two changes of which one begins where the other ends.

    Symbols of Appendix B decide whether there was a change at all, and what chance alone could do
    is none; of two in the same direction their pace decides.

    Args:
        before: the change until the year that divides.
        since: the change since then.

    Returns:
        `level` (no change since), `begun` (none before it), `turned_up`, `turned_down`, `flatter`,
        `steeper`, `steady`, or nothing where neither is a change.
    """
    was, now = _sign(before), _sign(since)
    if was == now == ".":
        return ""
    if now == ".":
        return "level"
    if was == ".":
        return "begun"
    if was != now:
        return "turned_up" if now == "+" else "turned_down"
    paces = [_pace(step) for step in (before, since)]
    if paces[1] < FLATTER * paces[0]:
        return "flatter"
    if paces[0] < FLATTER * paces[1]:
        return "steeper"
    return "steady"


def _sign(step: Record) -> str:
    return "." if step["is_beyond_chance"] is False else str(step["symbol"][0])


def _pace(step: Record) -> Decimal:
    n_years = int(step["to_year"][:4]) - int(step["from_year"][:4])
    return abs(Decimal(repr(step["difference"]))) / n_years
