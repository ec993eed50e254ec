"""What the title of a figure says: its finding, where a rule decides one, else what it is of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from segmon.labels import labels
from segmon.report.facts import Number, Sentence
from segmon.report.topic import Item, Topic

#: The code of a pattern of the labels `finding`, and what it speaks of.
Finding = tuple[str, Mapping[str, str]]


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
    spoken = next((it for it in item.sentences if it.kind in RULES), None)
    found = RULES[spoken.kind](spoken, topic) if spoken else None
    if not found:
        return ""
    code, facts = found
    return labels("finding", topic.language)[code].format(**facts)


def _changed(spoken: Sentence, topic: Topic) -> Finding | None:
    """How the index of one area changed, unless that depends on the rounding or may be chance."""
    areas = spoken.facts["areas"]
    (area, *others) = areas
    if others or area["hangs"] or (area["is_within_chance"] and spoken.symbol != "."):
        return None
    ends = {end: _written(area[end], topic) for end in ("from", "to")}
    facts = {"index": spoken.facts["index"], "area": area["name"], **ends}
    return f"change_{spoken.symbol}", facts


def _highest(spoken: Sentence, topic: Topic) -> Finding | None:
    """Where an index is highest, if that is in one place."""
    highest = _one(spoken, topic)
    return (spoken.kind, {**highest, "index": spoken.facts["index"]}) if highest else None


def _composed(spoken: Sentence, topic: Topic) -> Finding | None:
    """In which category a group has its largest share, if that is one; whether it is of few schools
    must be known.
    """
    highest, few = _one(spoken, topic), spoken.facts["few"]
    if not highest or few is None:
        return None
    if few:
        highest["value"] = labels("finding", topic.language)["few"].format(**highest)
    city = spoken.facts["city"]
    facts = {**highest, "group": str(spoken.facts["group"]), "city": city}
    return ("composition_city" if city else "composition"), facts


def _category(spoken: Sentence, _: Topic) -> Finding | None:
    """Which category adds to the segregation of a city most, of all or of those that count."""
    code = f"{spoken.kind}_known" if spoken.facts["left_out"] else spoken.kind
    return code, {key: str(spoken.facts[key]) for key in ("category", "city")}


def _governance(spoken: Sentence, topic: Topic) -> Finding | None:
    """Among which schools the index is higher, unless one kind has few of them."""
    if spoken.facts["are_few"]:
        return None
    values = {kind: _written(spoken.facts[kind], topic) for kind in ("public", "private")}
    texts = {key: str(spoken.facts[key]) for key in ("index", "area")}
    return f"governance_{spoken.symbol}", {**texts, **values}


def _farthest(spoken: Sentence, topic: Topic) -> Finding | None:
    """Who lives farthest from school, or from schools of which governance, if that is one."""
    highest = _one(spoken, topic)
    return (spoken.kind, {**highest, "area": str(spoken.facts["area"])}) if highest else None


def _one(spoken: Sentence, topic: Topic) -> dict[str, str] | None:
    """What is highest, if that is one, and its value."""
    highest = spoken.facts["highest"]
    if len(highest["names"]) > 1:
        return None
    return {"highest": highest["names"][0], "value": _written(highest["value"], topic)}


def _written(number: Number, topic: Topic) -> str:
    return topic.write.localised(number.text)


#: What is decided by each kind of sentence; the first one of a figure is taken.
RULES: Mapping[str, Callable[[Sentence, Topic], Finding | None]] = {
    "change": _changed,
    "no_change": _changed,
    "extremes": _highest,
    "composition": _composed,
    "adds": _category,
    "counteracts": _category,
    "governance": _governance,
    "distance_group_code": _farthest,
    "distance_governance": _farthest,
}
