"""The claims of the categories of schools that add to segregation or dampen it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from segmon.numerals import decimals
from segmon.report.claim import Claim
from segmon.report.facts import Sentence, in_latest_year, number, symbol_of
from segmon.report.marts import CATEGORY_KINDS, Record
from segmon.report.topic import Topic


def adds(topics: Sequence[Topic]) -> Iterator[Claim]:
    """The categories of schools that add to the segregation of most cities."""
    yield from _contributing(topics, "adds", "+")


def dampens(topics: Sequence[Topic]) -> Iterator[Claim]:
    """The categories of schools that dampen the segregation of most cities."""
    yield from _contributing(topics, "dampens", "-")


def _contributing(topics: Sequence[Topic], kind: str, sign: str) -> Iterator[Claim]:
    """The categories whose contribution has a sign in most of their cities and characteristics.

    Of one city or one characteristic only, nothing is concluded, nor of a few schools.
    """
    found: dict[str, list[tuple[Topic, Record]]] = {}
    for topic in topics:
        records = topic.of("contribution", category_kind=CATEGORY_KINDS[topic.sector])
        for r in in_latest_year(records):
            if r["status"] in {"ok", "above_one"}:
                found.setdefault(r["category_code"], []).append((topic, r))
    findings, names = [], []
    for cells in found.values():
        signed = [(topic, r) for topic, r in cells if symbol_of(0.0, r["value"])[0] == sign]
        if len(cells) < 2 or 2 * len(signed) <= len(cells):
            continue
        names.append(signed[0][1]["category"])
        topics_of: dict[str, list[dict[str, Any]]] = {}
        for topic, r in signed:
            word, figure = topic.figure("contribution", r["area_code"])
            value = number("contribution", r, lambda value: decimals(2)(abs(value)))
            city = {"name": topic.names.area(r), "word": word, "figure": figure, "value": value}
            topics_of.setdefault(topic.short, []).append(city)
        facts = {
            **{"category": names[-1], "year": signed[0][1]["school_year"]},
            "topics": [{"characteristic": title, "areas": of} for title, of in topics_of.items()],
        }
        findings.append(Sentence(f"claim_{kind}", facts))
    if findings:
        yield Claim(kind, "some", findings, names)
