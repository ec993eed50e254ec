"""Figures of the categories of schools: who goes there, and what they contribute."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from segmon.labels import labels
from segmon.numerals import count
from segmon.report import charts, school_sentences
from segmon.report.descriptions import described
from segmon.report.marts import CATEGORY_KINDS, Record, select, years
from segmon.report.tables import Measure, pivot
from segmon.report.topic import Item, Topic


def compositions(topic: Topic, level: str, city: str = "") -> Iterator[Item]:
    """Figure of who goes to which category of schools, in the country or a city."""
    text, kind = topic.text, CATEGORY_KINDS[topic.sector]
    where = {"area_level": level, "category_kind": kind, **({"area_code": city} if city else {})}
    records = topic.of("composition", **where)
    if not any(r["category_code"] != "all" and r["n_schools"] for r in records):
        return
    kind_name = labels("category_kind", topic.language)[kind]
    # which categories of a city have few schools, the mart of contributions says; none in a country
    is_known = not city or topic.of("contribution", area_code=city, category_kind=kind)
    # by group, every school of the area last, next to its categories
    order = [*topic.names.groups]
    records.sort(key=lambda r: (order.index(r["group_code"]), r["category_code"] == "all"))
    yield Item(
        *topic.figure("composition", city),
        text["title_composition"].format(kind=kind_name.lower(), area=records[0]["area"]),
        pivot(
            records,
            {"group": text["group"], "category": kind_name},
            [Measure("", "value", topic.write.percent(1))],
        ),
        [
            *(_over_years(topic, select(records, group_code=g)) for g in topic.compared),
            _composed(topic, select(records, school_year=years(records)[-1])),
        ],
        school_sentences.compositions(
            records, topic.compared, topic.names, _few_schools(topic, records) if is_known else None
        ),
    )


def _over_years(topic: Topic, records: list[Record]) -> charts.Spec:
    """The share of one group in each category of schools over the years, next to the average."""
    text, latest, write = topic.text, years(records)[-1], topic.write.percent(1)
    hover = {
        "row": labels("category_kind", topic.language)[records[0]["category_kind"]],
        **{"school_year": text["school_year"], "value": text["share"]},
    }
    whole = select(records, category_code="all")
    average = next((r["value"] for r in select(whole, school_year=latest)), None)
    named = text["average"].format(area=records[0]["area"], year=latest)
    few = _few_schools(topic, records)
    shown = [
        {**charts.point(r, "", r["category"]), "status": "few_schools" if few(r) else r["status"]}
        for r in records
        if r["category_code"] != "all"
    ]
    has_few = any(r["status"] == "few_schools" for r in shown)
    subtitles = [
        f"{named}: {write(average)}" if average is not None else "",
        text["hollow"] if has_few else "",
    ]
    panel = charts.bars(
        shown,
        (records[0]["group"], ". ".join(filter(None, subtitles))),
        hover,
        topic.year_colours,
        hollow="few_schools" if has_few else "",
        formats=(".0%", ".2%"),
        average=(named, average),
    )
    return described(panel, write, text)


def _few_schools(topic: Topic, records: list[Record]) -> Callable[[Record], bool]:
    """Whether a category of a city has few schools: the mart of contributions says so."""
    keys = ("area_code", "category_kind", "category_code", "school_year")
    few = {
        tuple(r[key] for key in keys)
        for r in topic.of("contribution", area_code=records[0]["area_code"], status="few_schools")
    }
    return lambda record: tuple(record[key] for key in keys) in few


def _composed(topic: Topic, records: list[Record]) -> charts.Spec:
    """Which part of the pupils of each category of schools is of which group, in a year."""
    text = topic.text
    kind_name = labels("category_kind", topic.language)[records[0]["category_kind"]]
    hover = {"row": kind_name, "series": text["group"], "value": text["share"]}
    shown = [charts.point(r, r["group"], r["category"]) for r in records]
    title = (records[0]["school_year"], "")
    panel = charts.stacked(shown, title, hover, topic.looks["group"])
    return described(panel, topic.write.percent(1), text)


def contributions(topic: Topic, city: str) -> Iterator[Item]:
    """Figure of what each category of schools adds to the dissimilarity of a city."""
    text, kind = topic.text, CATEGORY_KINDS[topic.sector]
    records = topic.of("contribution", area_code=city, category_kind=kind)
    # with one category there is nothing to compare
    if len({r["category"] for r in records}) < 2:
        return
    kind_name = labels("category_kind", topic.language)[kind]
    hover = {"row": kind_name, "school_year": text["school_year"], "value": text["contribution"]}
    measures = [
        Measure(text["contribution"], "value", topic.write.decimals(4, signed=True)),
        Measure(text["schools"], "n_schools", count),
    ]
    shown = [{**charts.point(r, "", r["category"]), "status": r["status"]} for r in records]
    few = "few_schools" if any(r["status"] == "few_schools" for r in records) else ""
    title = (text["contribution"], text["hollow"] if few else "")
    # the same axis for every city: their contributions compare
    everywhere = [r["value"] or 0 for r in topic.of("contribution", category_kind=kind)]
    ends = (min(0, *everywhere), max(0, *everywhere))
    panel = charts.bars(shown, title, hover, topic.year_colours, hollow=few, ends=ends)
    yield Item(
        *topic.figure("contribution", city),
        text["title_contribution"].format(kind=kind_name.lower(), area=records[0]["area"]),
        pivot(records, {"category": kind_name}, measures),
        [described(panel, topic.write.decimals(2, signed=True), text)],
        school_sentences.contributions(records, topic.names),
        ("contribution", "dissimilarity"),
    )
