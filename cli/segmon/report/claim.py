"""What a claim is, and what the rules that make one see: changes, the latest values, directions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from segmon.report.facts import Sentence, in_latest_year
from segmon.report.marts import Record
from segmon.report.sentences import change_of, whole_period
from segmon.report.topic import Topic

D, MEETING = "dissimilarity", "interaction"


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


def direction(symbols: Sequence[str]) -> str:
    """What symbols say together: the same where none is substantial."""
    if all(len(symbol) == 1 for symbol in symbols):
        return "same"
    signs = {symbol[0] for symbol in symbols} - {"."}
    return {"+": "rose", "-": "fell"}.get("".join(signs), "mixed")


def outcome_of(found: Sequence[Sentence], higher: str, lower: str) -> str:
    """The outcome of differences that all have one sign."""
    signs = {finding.facts["symbol"][0] for finding in found}
    return {"+": higher, "-": lower, ".": "same"}.get("".join(signs), "mixed")


def sentences_of(pairs: Sequence[tuple[Any, Sentence]]) -> list[Sentence]:
    """The findings of a claim, without what each decided."""
    return [sentence for _, sentence in pairs]


def known_changes(topic: Topic, code: str, **where: Any) -> list[Record]:
    """The known changes of an index from the first to the last reported year."""
    steps = topic.of("change", index_code=code, **where)
    return [step for step in whole_period(steps) if step["symbol"] is not None]


def latest_values(topic: Topic, code: str) -> list[Record]:
    """The values of an index in the latest year."""
    records = in_latest_year(topic.of("index", index_code=code))
    return [r for r in records if r["value"] is not None]


def of_classes(records: Sequence[Record]) -> list[Record]:
    """The records of the urbanity classes."""
    return [r for r in records if r["area_level"] == "urbanity" and r["area_code"] != "unknown"]


def topic_facts(topic: Topic, figure: str, city: str = "") -> dict[str, Any]:
    """What a finding is about, and the figure that it is seen in."""
    word, of_figure = topic.figure(figure, city)
    return {
        **{"characteristic": topic.title, "short": topic.short},
        **{"word": word, "figure": of_figure},
    }


def said_of_changes(topic: Topic, code: str, figure: str, steps: Sequence[Record]) -> Sentence:
    """How an index changed in some areas between two years.

    Args:
        topic: what the index is of.
        code: the index.
        figure: kind of the figure that it is seen in.
        steps: the change of each area.
    """
    records = topic.of("index", index_code=code)
    areas = [change_of_area(topic, step, records) for step in steps]
    years = {end: steps[0][end] for end in ("from_year", "to_year")}
    return Sentence("claim_changed", {**topic_facts(topic, figure), **years, "areas": areas})


def change_of_area(topic: Topic, step: Record, records: Sequence[Record]) -> dict[str, Any]:
    """What is said of the change of one area, and how much it is; `records` have its values."""
    return {**change_of(step, records, topic.names), "symbol": step["symbol"]}
