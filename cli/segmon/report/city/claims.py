"""What the figures of a city say together: the conclusions of its edition.

They are those of a municipal monitor: how segregation developed by each characteristic, whether it
is high, how it developed among public and among private schools, who travels farther and where to,
and whether children meet more. Each is a rule over the marts; where they decide nothing, it is not
made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from segmon.labels import labels
from segmon.report.city.edition import City
from segmon.report.city.pace import pace
from segmon.report.city.sentences import KILOMETRES, are_few, change_among
from segmon.report.claim import MEETING, Claim, D, direction, topic_facts
from segmon.report.contribution_claims import adds, dampens
from segmon.report.facts import Sentence, ends_of, index, number, symbol_of
from segmon.report.marts import Record, select
from segmon.report.sentences import change_of
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
            "area": _moved(whole, records, topic),
            "halves": [
                {**_moved(half, records, topic), **{end: half[end] for end in ENDS}}
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
        outcome = _compared(found, "above", "below")
        yield Claim("level", outcome, found, [city.name])


def governances(topics: Sequence[Topic], city: City) -> Iterator[Claim]:
    """How segregation developed among private and among public schools: a claim for each."""
    places = labels("governance_place", topics[0].language)
    for i, (kind, place) in enumerate(reversed(places.items()), start=1):
        found = []
        for topic in topics:
            records = topic.of("governance", index_code=D, governance=kind, area_level="g4")
            change = change_among(topic, D, kind, city.spans[0])
            latest = _known(records, city.years[-1])
            if change and latest and not are_few(topic, city, kind):
                facts = {
                    **topic_facts(topic, "governance", city.code),
                    **change,
                    "n_schools": number("governance", latest, _whole, "n_schools"),
                }
                found.append(Sentence("city_governance", facts))
        if found:
            outcome = direction([finding.facts["symbol"] for finding in found])
            yield Claim("among", outcome, found, [place], i)


def governance_level(topics: Sequence[Topic], city: City) -> Iterator[Claim]:
    """Among which schools segregation is higher: private or public ones."""
    found = []
    for topic in topics:
        records = topic.of("governance", index_code=D, area_level="g4")
        public, private = (
            _known(select(records, governance=kind), city.years[-1])
            for kind in ("openbaar", "bijzonder")
        )
        both_count = not any(are_few(topic, city, kind) for kind in ("openbaar", "bijzonder"))
        if public and private and both_count:
            facts = {
                **{**topic_facts(topic, "governance", city.code), "year": city.years[-1]},
                "public": index(public, "governance"),
                "private": index(private, "governance"),
                "symbol": symbol_of(public["value"], private["value"]),
            }
            found.append(Sentence("city_governances", facts))
    if found:
        outcome = _compared(found, "private", "public")
        yield Claim("apart", outcome, found, [city.name])


def farther(topics: Sequence[Topic], city: City) -> Iterator[Claim]:
    """Which of the groups that are compared lives farther from school."""
    found, groups = [], []
    for topic in topics:
        records = topic.of("distance", area_level="g4", governance="all")
        ends = _farthest(records, topic, city.years[-1])
        if ends:
            facts = {
                **{**topic_facts(topic, "distance", city.code), "year": city.years[-1]},
                **{end: _distance(rows[0], topic) for end, rows in ends.items()},
            }
            groups.append(facts["highest"]["group"])
            found.append(Sentence("city_distance", facts))
    if found:
        yield Claim("farther", "some", found, groups)


def farthest_at(topics: Sequence[Topic], city: City) -> Iterator[Claim]:
    """Whether those who live farther do so most of all at private or at public schools."""
    found, kinds = [], set()
    places = labels("governance_place", topics[0].language)
    for topic in topics:
        everybody = topic.of("distance", area_level="g4", governance="all")
        ends = _farthest(everybody, topic, city.years[-1])
        code = ends["highest"][0]["group_code"] if ends else None
        records = topic.of("distance", area_level="g4", school_year=city.years[-1])
        known = [_km(r) for r in records if r["group_code"] == code and r["governance"] in places]
        of_kind = ends_of([r for r in known if r["value"] is not None], KILOMETRES)
        if of_kind:
            kinds.add(of_kind["highest"][0]["governance"])
            facts = {
                **{**topic_facts(topic, "distance", city.code), "year": city.years[-1]},
                "group": topic.names.groups[str(code)],
                **{
                    end: {"place": places[rows[0]["governance"]], **_distance(rows[0], topic)}
                    for end, rows in of_kind.items()
                },
            }
            found.append(Sentence("city_distance_at", facts))
    if found:
        outcome = kinds.pop() if len(kinds) == 1 else "mixed"
        yield Claim("farthest_at", outcome, found, [city.name])


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
                "area": _moved(step, records, topic),
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


def _moved(step: Record, records: Sequence[Record], topic: Topic) -> dict[str, Any]:
    return {**change_of(step, records, topic.names), "symbol": step["symbol"]}


def _known(records: Sequence[Record], year: str) -> Record | None:
    """The record of a year, if it has a value."""
    found = [r for r in select(records, school_year=year) if r["value"] is not None]
    return found[0] if found else None


def _km(record: Record) -> Record:
    return {**record, "value": record["mean_km"]}


def _farthest(records: Sequence[Record], topic: Topic, year: str) -> dict[str, list[Record]] | None:
    """The compared groups that live farthest from school and nearest to it; none if alike."""
    compared = [_km(r) for r in records if r["group_code"] in topic.compared]
    known = [r for r in select(compared, school_year=year) if r["value"] is not None]
    ends = ends_of(known, KILOMETRES)
    # of several groups that are as far away, none lives farther
    return ends if ends and len(ends["highest"]) == 1 else None


def _compared(found: Sequence[Sentence], higher: str, lower: str) -> str:
    """The outcome of differences that all have one sign."""
    signs = {finding.facts["symbol"][0] for finding in found}
    return {"+": higher, "-": lower, ".": "same"}.get("".join(signs), "mixed")


def _distance(record: Record, topic: Topic) -> dict[str, Any]:
    return {
        "group": topic.names.groups[record["group_code"]],
        "km": number("distance", record, KILOMETRES, "mean_km"),
    }


def _whole(value: float) -> str:
    return str(int(value))
