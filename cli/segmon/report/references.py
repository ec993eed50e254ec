"""What an index is held against in a chart: chance, or the share of those who are met."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from segmon.report.charts import top
from segmon.report.marts import Record, select
from segmon.report.topic import Topic

#: Where an index is of: the keys of a record and of what it is held against.
KEYS = ("area_level", "area_code", "school_year", "governance")


def beside(found: Iterable[Record], topic: Topic, among: Sequence[Record]) -> list[Record]:
    """Records of an index, each with its reference as `chance`, where there is one.

    Dissimilarity has what chance would give; interaction has the share of the group that is met,
    which is what it would be if every school had the same pupils.

    Args:
        found: records of an index.
        topic: what they are of.
        among: records of every index of the same areas.
    """
    records = list(found)
    if all(record["index_code"] == "interaction" for record in records):
        values = _shares(topic, of_governance=any("governance" in r for r in records))
    else:
        values = select(among, index_code="dissimilarity_expected")
    known = {_place(r): r["value"] for r in values}
    return [{**record, "chance": known.get(_place(record))} for record in records]


def high(code: str, topic: Topic) -> float:
    """Where the axis of an index ends in every chart over the years of a topic: they compare.

    Args:
        code: the index.
        topic: what the charts are of.
    """
    found = []
    for kind, where in (("index", {}), ("governance", {"area_level": "national"})):
        records = topic.of(kind, **where)
        found += beside(select(records, index_code=code), topic, records)
    return top([record[column] for record in found for column in ("value", "chance")])


def said(code: str, topic: Topic, hover: Mapping[str, str]) -> tuple[str, str, Mapping[str, str]]:
    """The title of a chart of an index, what its ticks are, and what hovering over it says."""
    text, name = topic.text, topic.names.indices[code]
    if code == "dissimilarity":
        chance = topic.names.indices["dissimilarity_expected"]
        return name, text["ticks"], {**hover, "chance": chance}
    ends = {"own": topic.position("first"), "other": topic.position("third")}
    title = text["chance_to_meet"].format(index=name, **ends)
    if not _met(topic):
        return title, "", hover
    ticks, share = (text[key].format(group=ends["other"]) for key in ("ticks_share", "share_of"))
    return title, ticks, {**hover, "chance": share}


def _met(topic: Topic) -> str:
    """Code of the group that interaction says is met; none if it is several groups."""
    third = topic.codes_of("third")
    return third[0] if len(third) == 1 else ""


def _shares(topic: Topic, *, of_governance: bool) -> list[Record]:
    """The share of the group that is met: in areas, or among schools of each governance there."""
    group = {"group_code": _met(topic)}
    if not of_governance:
        return topic.of("distribution", **group)
    kind = {"category_kind": "governance", **group}
    found = topic.marts.of("composition", topic.sector, topic.characteristic, **kind)
    return [{**r, "governance": r["category_code"]} for r in found]


def _place(record: Record) -> tuple[str | None, ...]:
    return tuple(record.get(key) for key in KEYS)
