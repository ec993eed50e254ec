"""What the figures of a sector say together: the claims of the summary and of its conclusions.

Each claim is a rule over records of the marts. It has a heading for each way in which the data may
decide, and findings with the numbers it rests on. Where the data decide nothing, it is not made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from segmon.numerals import two_decimals
from segmon.report.claim import (
    Claim,
    D,
    direction,
    known_changes,
    latest_values,
    of_classes,
    said_of_changes,
    sentences_of,
    topic_facts,
)
from segmon.report.contribution_claims import adds, dampens
from segmon.report.facts import Sentence, ends_of, index, symbol_of
from segmon.report.marts import select
from segmon.report.meeting_claims import meeting, meeting_changed
from segmon.report.topic import Topic, share_that_moves

#: How much a symbol of Appendix B is.
SIZES = {"--": -2, "-": -1, ".": 0, "+": 1, "++": 2}


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
        for step in known_changes(topic, D, area_level="national"):
            found.append((step["symbol"], said_of_changes(topic, D, "national", [step])))
    if found:
        yield Claim("stability", direction([symbol for symbol, _ in found]), sentences_of(found))


def cities(topics: Sequence[Topic]) -> Iterator[Claim]:
    """Whether every focus city is more segregated than the country."""
    found = []
    for topic in topics:
        latest = latest_values(topic, D)
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
        yield Claim("cities", outcome, sentences_of(found), [*names])


def highest(topics: Sequence[Topic]) -> Iterator[Claim]:
    """In which urbanity class dissimilarity is highest, and who would have to change school."""
    found = []
    for topic in topics:
        ends = ends_of(of_classes(latest_values(topic, D)), two_decimals)
        if ends:
            facts = {**topic_facts(topic, "urbanity"), "year": ends["highest"][0]["school_year"]}
            for end, rows in ends.items():
                names = [topic.names.area(r) for r in rows]
                # of classes with the same figure another share would have to move
                moved = share_that_moves(topic, rows[0]) if len(rows) == 1 else None
                facts[end] = {"names": names, "value": index(rows[0]), "moved": moved}
            found.append((tuple(facts["highest"]["names"]), Sentence("claim_highest", facts)))
    if found:
        places = {places for places, _ in found}
        outcome = "one" if len(places) == 1 else "mixed"
        yield Claim(
            "highest", outcome, sentences_of(found), found[0][0] if outcome == "one" else ()
        )


def gap(topics: Sequence[Topic]) -> Iterator[Claim]:
    """Whether the classes that were highest and lowest in the first year came closer together."""
    found = []
    for topic in topics:
        steps = of_classes(known_changes(topic, D, area_level="urbanity"))
        ends = ends_of([{**s, "value": s["from_value"]} for s in steps], two_decimals)
        if not ends:
            continue
        pair = [ends[end][0] for end in ("highest", "lowest")]
        moved = SIZES[pair[0]["symbol"]] - SIZES[pair[1]["symbol"]]
        # both moved alike: whether they are closer is not told
        if moved:
            outcome = "narrower" if moved < 0 else "wider"
            found.append((outcome, said_of_changes(topic, D, "urbanity", pair)))
    if found:
        outcomes = {outcome for outcome, _ in found}
        outcome = next(iter(outcomes)) if len(outcomes) == 1 else "mixed"
        yield Claim("gap", outcome, sentences_of(found))


#: In the order of the published report.
RULES: tuple[Callable[[Sequence[Topic]], Iterator[Claim]], ...] = (
    *(stability, cities, highest, gap, meeting, meeting_changed, adds, dampens),
)
