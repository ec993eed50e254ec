"""What the figures of areas say, as facts.

A sentence is a kind of finding in `templates/sentences.*.j2`. The report's own rules of reading: a
difference of two-decimal values below 0.01 is not spoken of, 0.01 and 0.02 are small, 0.03 and more
is substantial: the symbols of Appendix B.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from segmon.numerals import percent, two_decimals
from segmon.report.facts import (
    Names,
    Number,
    Sentence,
    area_of,
    ends_of,
    in_latest_year,
    index,
    number,
)
from segmon.report.marts import Record, select


def levels(records: Sequence[Record], moves: Sequence[Record]) -> list[Sentence]:
    """The latest index of the country, and who would have to move for an even spread."""
    latest = in_latest_year(select(records, area_level="national", index_code="dissimilarity"))
    found = []
    for record in latest:
        facts = {"year": record["school_year"], "value": index(record)}
        move = select(moves, area_level="national", school_year=record["school_year"])
        if move and move[0]["value"] is not None:
            facts["moved"] = number("move", move[0], percent(0))
        found.append(Sentence("level", facts))
    return found


def moving(moves: Sequence[Record]) -> Number | None:
    """Who would have to move for an even spread, out of 100 pupils of both groups."""
    if not moves or moves[0]["value"] is None:
        return None
    return number("move", moves[0], _of_hundred)


def movings(moves: Sequence[Record], names: Names) -> list[Sentence]:
    """Who would have to move in each area of a figure in the latest year, out of 100 pupils."""
    latest = [r for r in in_latest_year(moves) if r["value"] is not None]
    if not latest:
        return []
    areas = [{"name": names.area(r), "moved": number("move", r, _of_hundred)} for r in latest]
    return [Sentence("moving", {"year": latest[0]["school_year"], "areas": areas})]


def _of_hundred(share: float) -> str:
    return percent(0)(share)[:-1]


def meetings(
    records: Sequence[Record], position: Callable[[str], str], level: str = "national"
) -> list[Sentence]:
    """Who meets whom, out of 100 pupils at school, in the latest year.

    Args:
        records: indices of areas.
        position: names of the groups at a position.
        level: level of the area that is spoken of.
    """
    found = []
    for code, own, other in (
        ("interaction", "first", "third"),
        ("interaction_reverse", "third", "first"),
    ):
        for record in in_latest_year(select(records, area_level=level, index_code=code)):
            if record["value"] is None:
                continue
            facts = {
                **{"year": record["school_year"], "own": own, "other": other},
                **{"own_name": position(own), "other_name": position(other)},
                "met": number("index", record, _of_hundred),
            }
            found.append(Sentence("meeting", facts))
    return found


def changes(
    records: Sequence[Record],
    steps: Sequence[Record],
    names: Names,
    spans: Sequence[tuple[str, str]] = (),
) -> list[Sentence]:
    """How an index changed: in the last step, and from the first to the latest reported year.

    Args:
        records: the indices of the areas of a figure, of one index.
        steps: their changes between any two reported years, as in the mart.
        names: names of the areas and the index.
        spans: other pairs of years to speak of.
    """
    reported = reported_years(steps)
    ends = [(reported[-2], reported[-1])] if reported else []
    whole = [(reported[0], reported[-1])] if len(reported) > 2 else []
    found = []
    for from_year, to_year in spans or [*whole, *ends]:
        by_symbol: dict[str, list[dict[str, Any]]] = {}
        for step in select(steps, from_year=from_year, to_year=to_year):
            if step["symbol"] is not None:
                by_symbol.setdefault(step["symbol"], []).append(change_of(step, records, names))
        facts = {
            **{"from_year": from_year, "to_year": to_year},
            "is_whole": (from_year, to_year) in whole,
            "is_step": (from_year, to_year) in ends,
            "index": names.indices[records[0]["index_code"]],
        }
        spoken = [symbol for symbol in ("++", "+", "-", "--") if symbol in by_symbol]
        found += [Sentence("change", {**facts, "areas": by_symbol[s]}, s) for s in spoken]
        if not spoken and "." in by_symbol:
            found.append(Sentence("no_change", {**facts, "areas": by_symbol["."]}, "."))
    return found


def whole_period(steps: Sequence[Record]) -> list[Record]:
    """The changes from the first to the last reported year."""
    reported = reported_years(steps)
    ends = {"from_year": reported[0], "to_year": reported[-1]} if reported else {}
    return select(steps, **ends)


def reported_years(steps: Sequence[Record]) -> list[str]:
    """The years that changes are between."""
    return sorted({step[end] for step in steps for end in ("from_year", "to_year")})


def change_of(step: Record, records: Sequence[Record], names: Names) -> dict[str, Any]:
    """What is said of the change of one area."""
    before, after = (
        select(records, **area_of(step), school_year=step[end])[0]
        for end in ("from_year", "to_year")
    )
    return {
        **{"name": names.area(step), "from": index(before), "to": index(after)},
        "hangs": step["is_rounding_sensitive"],
        "is_within_chance": step["is_beyond_chance"] is False,
    }


def extremes(records: Sequence[Record], names: Names) -> list[Sentence]:
    """The areas with the highest and the lowest index in the latest year."""
    latest = [r for r in in_latest_year(records) if r["value"] is not None]
    ends = ends_of(latest, two_decimals)
    if not ends:
        return []
    facts = {
        **{"year": latest[0]["school_year"], "index": names.indices[latest[0]["index_code"]]},
        **{
            end: {"names": [names.area(r) for r in rows], "value": index(rows[0])}
            for end, rows in ends.items()
        },
    }
    return [Sentence("extremes", facts)]


def within_chance(records: Sequence[Record], code: str, names: Names) -> list[Sentence]:
    """The areas whose index in the latest year may be chance alone.

    Args:
        records: every index of the areas of a figure.
        code: the index; only of dissimilarity it is known what chance gives.
        names: names of the areas.
    """
    latest = in_latest_year(records)
    areas = [
        {
            "name": names.area(r),
            **{
                fact: index(select(latest, **{**area_of(r), "index_code": shown})[0])
                for fact, shown in (("value", code), ("chance", f"{code}_expected"))
            },
        }
        for r in select(latest, index_code=f"{code}_z")
        if r["is_beyond_chance"] is False
    ]
    if not areas:
        return []
    return [Sentence("within_chance", {"year": latest[0]["school_year"], "areas": areas})]


def coverages(records: Sequence[Record], name: str) -> list[Sentence]:
    """How many pupils have no known group, in the latest year."""
    return [
        Sentence(
            "coverage",
            {
                **{"year": r["school_year"], "characteristic": name},
                "share": number("coverage", r, percent(1), "missing_share"),
            },
        )
        for r in in_latest_year(records)
        if r["missing_share"] is not None
    ]
