"""What the figures of a city say together: the conclusions of its edition.

They are those of a municipal monitor: how segregation developed by each characteristic, whether it
is high, how it developed among public and among private schools, who travels farther and where to,
and whether children meet more. Each is a rule over the marts; where they decide nothing, it is not
made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from segmon.report.city.distance_claims import farther, farthest_at
from segmon.report.city.edition import City
from segmon.report.city.governance_claims import governance_level, governances
from segmon.report.city.pace import pace
from segmon.report.claim import (
    MEETING,
    Claim,
    D,
    change_of_area,
    direction,
    outcome_of,
    topic_facts,
)
from segmon.report.contribution_claims import adds, dampens
from segmon.report.facts import Sentence, index, symbol_of
from segmon.report.marts import Record, select
from segmon.report.topic import Topic

#: What a symbol of Appendix B is called in an outcome.
MOVES = {"++": "rose", "+": "rose_slightly", ".": "same", "-": "fell_slightly", "--": "fell"}
ENDS = ("from_year", "to_year")


def city_claims(topics: Sequence[Topic], city: City) -> list[Claim]:
    """The claims of a sector of a city.

    Args:
        topics: its characteristics.
        city: the city.
    """
    made = [claim for rule in RULES for claim in rule(topics, city)]
    # the categories of schools that count by most characteristics, as of several cities
    return [*made, *adds(topics), *dampens(topics)]


def developments(topics: Sequence[Topic], city: City) -> Iterator[Claim]:
    """How segregation by a characteristic developed: as a whole, and since the year that divides.

    The outcome is its direction over all years and, after a point, what became of it since.
    """
    for i, topic in enumerate(topics, start=1):
        whole, *halves = (_step(topic, D, span) for span in city.spans)
        if not whole or whole["symbol"] is None:
            continue
        known = [half for half in halves if half and half["symbol"] is not None]
        since = pace(*known) if len(known) == 2 else ""
        records = topic.of("index", index_code=D, area_level="g4")
        facts = {
            **{**topic_facts(topic, "city", city.code), "city": city.name, "since": city.since},
            **{end: whole[end] for end in ENDS},
            "area": change_of_area(topic, whole, records),
            "halves": [
                {**change_of_area(topic, half, records), **{end: half[end] for end in ENDS}}
                for half in known
            ],
        }
        outcome = MOVES[whole["symbol"]] + (f".{since}" if since else "")
        yield Claim("development", outcome, [Sentence("city_changed", facts)], [topic.short], i)


def level(topics: Sequence[Topic], city: City) -> Iterator[Claim]:
    """Whether the city is more segregated than the country; its class is named next to it."""
    found = []
    for topic in topics:
        records = topic.of("index", index_code=D, school_year=city.years[-1])
        latest = [r for r in records if r["value"] is not None]
        for own in select(latest, area_level="g4"):
            for country in select(latest, area_level="national"):
                rows = [own, country, *select(latest, area_level="urbanity")]
                facts = {
                    **{**topic_facts(topic, "city", city.code), "year": own["school_year"]},
                    "areas": [{"name": topic.names.area(r), "value": index(r)} for r in rows],
                    "symbol": symbol_of(country["value"], own["value"]),
                }
                found.append(Sentence("city_level", facts))
    if found:
        outcome = outcome_of(found, "above", "below")
        yield Claim("level", outcome, found, [city.name])


def meeting(topics: Sequence[Topic], city: City) -> Iterator[Claim]:
    """Whether groups meet more at school than in the first year."""
    found, symbols = [], []
    for topic in topics:
        step = _step(topic, MEETING, city.spans[0])
        if step and step["symbol"] is not None:
            records = topic.of("index", index_code=MEETING, area_level="g4")
            facts = {
                **topic_facts(topic, "city", city.code),
                **{end: step[end] for end in ENDS},
                **{"own_name": topic.position("first"), "other_name": topic.position("third")},
                "area": change_of_area(topic, step, records),
            }
            symbols.append(step["symbol"])
            found.append(Sentence("city_meeting", facts))
    if found:
        yield Claim("meeting", direction(symbols), found, [city.name])


#: In the order of a municipal monitor.
RULES: tuple[Callable[[Sequence[Topic], City], Iterator[Claim]], ...] = (
    *(developments, level, governances, governance_level),
    *(farther, farthest_at, meeting),
)


def _step(topic: Topic, code: str, span: tuple[str, str]) -> Record | None:
    """The change of an index of the city between two years."""
    years = dict(zip(ENDS, span, strict=True))
    steps = topic.of("change", index_code=code, area_level="g4", **years)
    return steps[0] if steps else None
