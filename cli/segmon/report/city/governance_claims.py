"""The claims of public and private schools of a city: how each developed, and which is higher."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from segmon.labels import labels
from segmon.report.city.edition import City
from segmon.report.city.sentences import are_few, change_among
from segmon.report.claim import Claim, D, direction, outcome_of, topic_facts
from segmon.report.facts import Sentence, index, number, symbol_of
from segmon.report.marts import Record, select
from segmon.report.topic import Topic


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
        outcome = outcome_of(found, "private", "public")
        yield Claim("apart", outcome, found, [city.name])


def _known(records: Sequence[Record], year: str) -> Record | None:
    """The record of a year, if it has a value."""
    found = [r for r in select(records, school_year=year) if r["value"] is not None]
    return found[0] if found else None


def _whole(value: float) -> str:
    return str(int(value))
