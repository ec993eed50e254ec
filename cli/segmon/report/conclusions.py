"""What the figures of a sector say together: the claims of the summary and of its conclusions.

Each claim is a rule over records of the marts. It has a heading for each way in which the data may
decide, and findings with the numbers it rests on. Where the data decide nothing, it is not made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from segmon.numerals import decimals, percent, two_decimals
from segmon.report.facts import Number, Sentence, ends_of, in_latest_year, index, number, symbol_of
from segmon.report.marts import CATEGORY_KINDS, Record, select
from segmon.report.sentences import change_of, whole_period
from segmon.report.topic import Topic

D, MEETING = "dissimilarity", "interaction"
#: How much a symbol of Appendix B is.
SIZES = {"--": -2, "-": -1, ".": 0, "+": 1, "++": 2}


@dataclass(frozen=True)
class Claim:
    """A claim.

    Attributes:
        kind: the rule that makes it.
        outcome: what the data decided; with the kind it is the macro that says the heading.
        findings: the numbers it rests on, a sentence per characteristic or category.
        names: the areas or categories of the heading.
        number: its number, in a kind that may be made more than once.
    """

    kind: str
    outcome: str
    findings: Sequence[Sentence]
    names: Sequence[str] = ()
    number: int = 1

    @property
    def place(self) -> str:
        """Its place on the page, within its sector."""
        return f"{self.kind}-{self.number}"


def claims(topics: Sequence[Topic]) -> list[Claim]:
    """The claims of a sector, in the order of the published report.

    Args:
        topics: its characteristics.
    """
    return [claim for rule in RULES for claim in rule(topics)]


def stability(topics: Sequence[Topic]) -> Iterator[Claim]:
    """Whether the dissimilarity of the country changed, from the first to the last year."""
    found = []
    for topic in topics:
        for step in _whole(topic, D, area_level="national"):
            found.append((step["symbol"], _changed(topic, D, "national", [step])))
    if found:
        yield Claim("stability", direction([symbol for symbol, _ in found]), _second(found))


def cities(topics: Sequence[Topic]) -> Iterator[Claim]:
    """Whether every focus city is more segregated than the country."""
    found = []
    for topic in topics:
        latest = _known(topic, D)
        of_cities = select(latest, area_level="g4")
        of_cities.sort(key=lambda r: -r["value"])
        for country in select(latest, area_level="national") if of_cities else ():
            signs = {symbol_of(country["value"], r["value"])[0] for r in of_cities}
            rows = [country, *of_cities]
            facts = {
                **{**topic_facts(topic, "g4"), "year": country["school_year"]},
                "areas": [{"name": topic.names.area(r), "value": index(r)} for r in rows],
            }
            found.append((signs, Sentence("claim_cities", facts)))
    if found:
        signs = set().union(*(signs for signs, _ in found))
        outcome = {"+": "above", "-": "below"}.get("".join(signs), "mixed")
        names = dict.fromkeys(area["name"] for _, s in found for area in s.facts["areas"][1:])
        yield Claim("cities", outcome, _second(found), [*names])


def highest(topics: Sequence[Topic]) -> Iterator[Claim]:
    """In which urbanity class dissimilarity is highest, and who would have to change school."""
    found = []
    for topic in topics:
        ends = ends_of(_classes(_known(topic, D)), two_decimals)
        if ends:
            facts = {**topic_facts(topic, "urbanity"), "year": ends["highest"][0]["school_year"]}
            for end, rows in ends.items():
                names = [topic.names.area(r) for r in rows]
                # of classes with the same figure another share would have to move
                moved = _moved(rows[0], topic.of("move")) if len(rows) == 1 else None
                facts[end] = {"names": names, "value": index(rows[0]), "moved": moved}
            found.append((tuple(facts["highest"]["names"]), Sentence("claim_highest", facts)))
    if found:
        places = {places for places, _ in found}
        outcome = "one" if len(places) == 1 else "mixed"
        yield Claim("highest", outcome, _second(found), found[0][0] if outcome == "one" else ())


def gap(topics: Sequence[Topic]) -> Iterator[Claim]:
    """Whether the classes that were highest and lowest in the first year came closer together."""
    found = []
    for topic in topics:
        steps = _classes(_whole(topic, D, area_level="urbanity"))
        ends = ends_of([{**s, "value": s["from_value"]} for s in steps], two_decimals)
        if not ends:
            continue
        pair = [ends[end][0] for end in ("highest", "lowest")]
        moved = SIZES[pair[0]["symbol"]] - SIZES[pair[1]["symbol"]]
        # both moved alike: whether they are closer is not told
        if moved:
            outcome = "narrower" if moved < 0 else "wider"
            found.append((outcome, _changed(topic, D, "urbanity", pair)))
    if found:
        outcomes = {outcome for outcome, _ in found}
        outcome = next(iter(outcomes)) if len(outcomes) == 1 else "mixed"
        yield Claim("gap", outcome, _second(found))


def meeting(topics: Sequence[Topic]) -> Iterator[Claim]:
    """In which class groups meet most, next to how many there are to meet: a claim per class."""
    by_place: dict[tuple[str, ...], list[Sentence]] = {}
    for topic in topics:
        ends = ends_of(_classes(_known(topic, MEETING)), two_decimals)
        if not ends:
            continue
        facts: dict[str, Any] = {
            **topic_facts(topic, "urbanity"),
            **{"own_name": topic.position("first"), "other_name": topic.position("third")},
            "year": ends["highest"][0]["school_year"],
        }
        for end, rows in ends.items():
            facts[end] = {
                "names": [topic.names.area(r) for r in rows],
                "met": index(rows[0]),
                "shares": _shares(topic, rows[0]),
            }
        place = tuple(facts["highest"]["names"])
        by_place.setdefault(place, []).append(Sentence("claim_meeting", facts))
    for i, (names, findings) in enumerate(by_place.items(), start=1):
        yield Claim("meeting", "one", findings, names, i)


def meeting_changed(topics: Sequence[Topic]) -> Iterator[Claim]:
    """Whether groups meet more or less than in the first year, and how large they were and are."""
    found = []
    for topic in topics:
        for step in _whole(topic, MEETING, area_level="national"):
            sentence = _changed(topic, MEETING, "national", [step])
            ends = {
                end: _shares(topic, {**step, "school_year": step[f"{end}_year"]})
                for end in ("from", "to")
            }
            facts = {**sentence.facts, "shares": ends, "other_name": topic.position("third")}
            found.append((step["symbol"], Sentence("claim_meeting_changed", facts)))
    if found:
        outcome = direction([symbol for symbol, _ in found])
        yield Claim("meeting_changed", outcome, _second(found))


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


#: In the order of the published report.
RULES: tuple[Callable[[Sequence[Topic]], Iterator[Claim]], ...] = (
    *(stability, cities, highest, gap, meeting, meeting_changed, adds, dampens),
)


def direction(symbols: Sequence[str]) -> str:
    """What symbols say together: the same where none is substantial."""
    if all(len(symbol) == 1 for symbol in symbols):
        return "same"
    signs = {symbol[0] for symbol in symbols} - {"."}
    return {"+": "rose", "-": "fell"}.get("".join(signs), "mixed")


def _second(pairs: Sequence[tuple[Any, Sentence]]) -> list[Sentence]:
    return [sentence for _, sentence in pairs]


def _whole(topic: Topic, code: str, **where: Any) -> list[Record]:
    """The known changes of an index from the first to the last reported year."""
    steps = topic.of("change", index_code=code, **where)
    return [step for step in whole_period(steps) if step["symbol"] is not None]


def _known(topic: Topic, code: str) -> list[Record]:
    """The values of an index in the latest year."""
    records = in_latest_year(topic.of("index", index_code=code))
    return [r for r in records if r["value"] is not None]


def _classes(records: Sequence[Record]) -> list[Record]:
    return [r for r in records if r["area_level"] == "urbanity" and r["area_code"] != "unknown"]


def topic_facts(topic: Topic, figure: str, city: str = "") -> dict[str, Any]:
    """What a finding is about, and the figure that it is seen in."""
    word, of_figure = topic.figure(figure, city)
    return {
        **{"characteristic": topic.title, "short": topic.short},
        **{"word": word, "figure": of_figure},
    }


def _changed(topic: Topic, code: str, figure: str, steps: Sequence[Record]) -> Sentence:
    records = topic.of("index", index_code=code)
    areas = [{**change_of(s, records, topic.names), "symbol": s["symbol"]} for s in steps]
    years = {end: steps[0][end] for end in ("from_year", "to_year")}
    return Sentence("claim_changed", {**topic_facts(topic, figure), **years, "areas": areas})


def _moved(record: Record, moves: Sequence[Record]) -> Number | None:
    """The share of pupils that would have to change school in an area."""
    columns = ("area_level", "area_code", "school_year")
    found = select(moves, **{column: record[column] for column in columns})
    known = [number("move", r, percent(0)) for r in found if r["value"] is not None]
    return known[0] if known else None


def _shares(topic: Topic, record: Record) -> list[dict[str, Any]]:
    """The groups that are met in an area, with their shares of its pupils."""
    where = {column: record[column] for column in ("area_level", "area_code", "school_year")}
    groups = topic.codes_of("third")
    return [
        {
            "name": topic.names.groups[r["group_code"]],
            "share": number("distribution", r, percent(0)),
        }
        for r in topic.of("distribution", **where)
        if r["group_code"] in groups and r["value"] is not None
    ]
