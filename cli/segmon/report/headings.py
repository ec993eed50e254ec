"""What the title of a figure says: its finding, where a rule decides one, else what it is of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from segmon.labels import labels
from segmon.report.facts import Number, Sentence
from segmon.report.topic import Item, Topic


def headed(item: Item, topic: Topic) -> Item:
    """A figure with its finding as its title, and what it is of as its subtitle.

    Args:
        item: a table, which stays as it is, or a figure.
        topic: what it is of.
    """
    if not item.panels:
        return item
    said = _finding(item, topic)
    years = topic.marts.years()
    parts = [
        item.title if said else "",
        labels("sector", topic.language)[topic.sector],
        topic.title,
        " / ".join([topic.position("first"), topic.position("third")]),
        " – ".join(dict.fromkeys([years[0], years[-1]])),
    ]
    return replace(item, title=said or item.title, about=" · ".join(filter(None, parts)))


def _finding(item: Item, topic: Topic) -> str:
    """What the first sentence that a rule knows says in short; empty where it does not decide."""
    # which categories of a city have few schools, their shares do not say
    is_of_country = item.number == topic.figure("composition")[1]
    known = RULES.keys() - (set() if is_of_country else {"composition"})
    spoken = next((it for it in item.sentences if it.kind in known), None)
    facts = RULES[spoken.kind](spoken, topic) if spoken else None
    if not spoken or not facts:
        return ""
    kind = f"change_{spoken.symbol}" if spoken.kind in ("change", "no_change") else spoken.kind
    return labels("finding", topic.language)[kind].format(**facts)


def _changed(spoken: Sentence, topic: Topic) -> Mapping[str, str] | None:
    """How the index of one area changed, unless that hangs on the rounding or may be chance."""
    areas = spoken.facts["areas"]
    (area, *others) = areas
    if others or area["hangs"] or (area["is_within_chance"] and spoken.symbol != "."):
        return None
    ends = {end: _written(area[end], topic) for end in ("from", "to")}
    return {"index": spoken.facts["index"], "area": area["name"], **ends}


def _highest(spoken: Sentence, topic: Topic) -> Mapping[str, str] | None:
    """Where an index or a share is highest, if that is in one place."""
    highest = spoken.facts["highest"]
    if len(highest["names"]) > 1:
        return None
    (name,) = highest["names"]
    texts = {key: str(spoken.facts[key]) for key in ("index", "group") if key in spoken.facts}
    return {**texts, "highest": name, "value": _written(highest["value"], topic)}


def _category(spoken: Sentence, _: Topic) -> Mapping[str, str] | None:
    """Which category adds to the segregation of a city most, if few schools left none out."""
    if spoken.facts["left_out"]:
        return None
    return {key: str(spoken.facts[key]) for key in ("category", "city")}


def _written(number: Number, topic: Topic) -> str:
    return topic.write.localised(number.text)


#: What is decided by each kind of sentence; the first one of a figure is taken.
RULES: Mapping[str, Callable[[Sentence, Topic], Mapping[str, Any] | None]] = {
    "change": _changed,
    "no_change": _changed,
    "extremes": _highest,
    "composition": _highest,
    "adds": _category,
    "counteracts": _category,
}
