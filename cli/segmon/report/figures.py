"""The tables and figures of one sector and characteristic, in the order of the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import cycle

from segmon.labels import groups, labels
from segmon.numbering import section_number
from segmon.numerals import count, decimals, percent
from segmon.published.changes import INDICES
from segmon.report import charts, sentences
from segmon.report.facts import Names, Sentence
from segmon.report.looks import POSITIONS
from segmon.report.marts import CATEGORY_KINDS, Record, select, years
from segmon.report.tables import Measure, pivot
from segmon.report.topic import Item, Topic

LEVELS = ("national", "g4", "urbanity")
#: Indices of the numbers under a figure of indices.
COLUMNS = (INDICES[0], "dissimilarity_expected", "dissimilarity_corrected", *INDICES[1:])


def items(topic: Topic) -> list[Item]:
    """The tables and figures that the marts of a topic can fill."""
    made = [*distributions(topic), *trends(topic), *compositions(topic, "national")]
    for city in topic.scope.cities:
        made += [*compositions(topic, "g4", city), *contributions(topic, city)]
    order = {item.name: i for i, item in enumerate(made)}
    made.sort(key=lambda item: (_place(item, topic), order[item.name]))
    return [*_drawn([*made, *governances(topic), *distances(topic)])]


def _drawn(made: Iterable[Item]) -> Iterator[Item]:
    """Tables, and figures that draw something: without the charts that have not a single value."""
    for item in made:
        panels = [panel for panel in item.panels if charts.has_values(panel)]
        if panels or not item.panels:
            yield replace(item, panels=panels)


def _place(item: Item, topic: Topic) -> tuple[int, int]:
    """Tables before figures, published numbers in their order before our own."""
    last = item.number.rsplit(".", 1)[-1]
    return (int(item.word == topic.text["figure"]), int(last) if last.isdecimal() else 99)


def distributions(topic: Topic) -> Iterator[Item]:
    """Tables of the groups: the country, the cities, the urbanity classes."""
    text = topic.text
    for number, level in enumerate(LEVELS, start=1):
        records = topic.of("distribution", area_level=level)
        if records:
            down = {"area": text["area"], "group": text["group"]}
            yield Item(
                *(text["table"], f"{section_number(topic.sector, topic.characteristic)}.{number}"),
                text["title_distribution"].format(level=topic.level(level)),
                pivot(records, down, [Measure("", "value", percent(0))]),
            )


def trends(topic: Topic) -> Iterator[Item]:
    """Figures of both indices over the years: the country, the cities, the urbanity classes."""
    text, names = topic.text, topic.names
    for level in LEVELS:
        records = topic.of("index", area_level=level)
        if not records:
            continue
        hover = {"series": text["area"], "school_year": text["school_year"], "value": text["value"]}
        said = []
        if level == "national":
            said += sentences.levels(records, topic.of("move"))
            for meeting in sentences.meetings(topic.of("index")):
                own = {end: topic.position(meeting.facts[end]) for end in ("own", "other")}
                facts = {**meeting.facts, "own_name": own["own"], "other_name": own["other"]}
                said.append(Sentence(meeting.kind, facts))
        panels = []
        for code in INDICES:
            of_index = select(records, index_code=code)
            steps = topic.of("change", index_code=code, area_level=level)
            said += [
                *sentences.extremes(of_index, names),
                *sentences.changes(of_index, steps, names),
                *sentences.within_chance(records, code, names),
            ]
            shown = [_point(r, r["area"]) for r in _next_to_chance(of_index, records)]
            ticks, hovered = _ticks(code, topic, hover)
            title = names.indices[code], ticks
            panels.append(charts.trend(shown, title, hovered, ordered=level == "urbanity"))
        blocks = {code: names.indices[code] for code in COLUMNS}
        measure = Measure("", "value", decimals(4))
        yield Item(
            *topic.figure(level),
            text["title_trend"].format(level=topic.level(level)),
            pivot(records, {"area": text["area"]}, [measure], "index_code", blocks),
            panels,
            said,
        )


def compositions(topic: Topic, level: str, city: str = "") -> Iterator[Item]:
    """Figure of who goes to which category of schools, in the country or a city."""
    text, kind = topic.text, CATEGORY_KINDS[topic.sector]
    where = {"area_level": level, "category_kind": kind, **({"area_code": city} if city else {})}
    records = topic.of("composition", **where)
    if not any(r["category_code"] != "all" and r["n_schools"] for r in records):
        return
    kind_name = labels("category_kind", topic.language)[kind]
    hover = {"row": kind_name, "series": text["group"], "value": text["share"]}
    latest = select(records, school_year=years(records)[-1])
    # every school of the area last, next to its categories
    latest.sort(key=lambda r: r["category_code"] == "all")
    shades = {position: cycle(list_) for position, list_ in POSITIONS.items()}
    found = groups(topic.characteristic, topic.language)
    colours = {group.name: next(shades[group.position]) for group in found}
    shown = [_point(r, r["group"], r["category"]) for r in latest]
    yield Item(
        *topic.figure("composition", city),
        text["title_composition"].format(kind=kind_name.lower(), area=records[0]["area"]),
        pivot(
            records,
            {"category": kind_name, "group": text["group"]},
            [Measure("", "value", percent(1))],
        ),
        [charts.stacked(shown, (latest[0]["school_year"], ""), hover, colours)],
        sentences.compositions(records, topic.compared, topic.names),
    )


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
        Measure(text["contribution"], "value", decimals(4, signed=True)),
        Measure(text["schools"], "n_schools", count),
    ]
    shown = [{**_point(r, "", r["category"]), "status": r["status"]} for r in records]
    faint = text["faint"] if any(r["status"] == "few_schools" for r in records) else ""
    title = (text["contribution"], faint)
    yield Item(
        *topic.figure("contribution", city),
        text["title_contribution"].format(kind=kind_name.lower(), area=records[0]["area"]),
        pivot(records, {"category": kind_name}, measures),
        [charts.bars(shown, title, hover, faint="few_schools")],
        sentences.contributions(records, topic.names),
    )


def governances(topic: Topic) -> Iterator[Item]:
    """Figure of the indices among public and among private schools."""
    text, names = topic.text, topic.names
    records = [r for r in topic.of("governance") if r["index_code"] in COLUMNS]
    if len({r["governance"] for r in records}) < 2:
        return
    found = {r["index_code"] for r in records}
    blocks = {code: names.indices[code] for code in COLUMNS if code in found}
    two = Names(names.areas, names.places, {code: names.indices[code] for code in INDICES}, {})
    yield Item(
        *topic.figure("governance"),
        text["title_governance"],
        pivot(
            records,
            {"area": text["area"], "governance_name": text["governance"]},
            [Measure("", "value", decimals(4))],
            "index_code",
            blocks,
        ),
        [*_governance_panels(topic, records)],
        sentences.governances(records, two),
    )


def _governance_panels(topic: Topic, records: list[Record]) -> Iterator[charts.Spec]:
    """Each index of the country over the years, and then each index by area in the latest year."""
    text, names, latest = topic.text, topic.names, years(records)[-1]
    country = next(name for (level, _), name in names.areas.items() if level == "national")
    hover = {"series": text["governance"], "value": text["value"]}
    for draw, where, hovers, subtitle in (
        (charts.trend, {"area_level": "national"}, {"school_year": text["school_year"]}, country),
        (charts.dots, {"school_year": latest}, {"row": text["area"]}, latest),
    ):
        for code in INDICES:
            found = _next_to_chance(select(records, index_code=code, **where), records)
            row = "area" if "row" in hovers else ""
            shown = [_point(r, r["governance_name"], r[row] if row else "") for r in found]
            ticks, hovered = _ticks(code, topic, {**hovers, **hover})
            subtitles = (subtitle, *filter(None, [ticks]))
            yield draw(shown, (names.indices[code], ". ".join(subtitles)), hovered)


def distances(topic: Topic) -> Iterator[Item]:
    """Figure of how far pupils live from school, by group, governance and area."""
    if records := topic.of("distance"):
        yield _distance(topic, records, topic.figure("distance"), "group")


def all_distances(topic: Topic) -> Iterator[Item]:
    """Figure of how far all pupils of the sector live from school, by governance and area."""
    records = topic.of("distance", characteristic="all")
    if records:
        number = f"{section_number(topic.sector, topic.characteristic).split('.')[0]}.R"
        yield _distance(topic, records, (topic.text["figure"], number), "governance_name")


def _distance(topic: Topic, records: list[Record], number: tuple[str, str], by: str) -> Item:
    text, latest, said = topic.text, years(records)[-1], []
    now = select(records, school_year=latest)
    country, panels = select(records, area_level="national"), []
    if by == "group":
        shown = [
            _point(r, r["governance_name"], r["group"], "mean_km")
            for r in select(now, area_level="national")
        ]
        panels.append((country[0]["area"], shown, text["group"], text["governance"]))
        now = select(now, governance="all")
        everybody = select(country, governance="all")
        said = sentences.distances(everybody, "group_code", topic.names.groups)
    else:
        of_schools = [r for r in country if r["governance"] != "all"]
        governances = labels("governance", topic.language)
        said = sentences.distances(of_schools, "governance", governances)
    shown = [_point(r, r[by], r["area"], "mean_km") for r in now]
    panels.append((text["areas"], shown, text["area"], text[by.removesuffix("_name")]))
    return Item(
        *number,
        text["title_distance"],
        pivot(
            records,
            {"area": text["area"], "governance_name": text["governance"], "group": text["group"]},
            [
                Measure(text["mean_km"], "mean_km", decimals(2)),
                Measure(text["median_km"], "median_km", decimals(1)),
            ],
        ),
        [
            charts.dots(
                shown,
                (text["mean_km"], f"{where}, {latest}"),
                {"row": row, "series": series, "value": text["mean_km"]},
                value_format=".3f",
                axis_format=".1f",
            )
            for where, shown, row, series in panels
        ],
        said,
    )


def _next_to_chance(found: Iterable[Record], among: Iterable[Record]) -> Iterator[Record]:
    """Records of an index, each with what chance would give of it, where that is among some."""
    keys = ("area_level", "area_code", "school_year", "governance")
    chances = {
        tuple(r.get(key) for key in keys): r["value"]
        for r in select(among, index_code="dissimilarity_expected")
    }
    for r in found:
        has_chance = r["index_code"] == "dissimilarity"
        yield {**r, "chance": chances.get(tuple(r.get(key) for key in keys))} if has_chance else r


def _ticks(code: str, topic: Topic, hover: Mapping[str, str]) -> tuple[str, Mapping[str, str]]:
    """What the ticks in a chart of an index are, and what hovering over it says."""
    if code != "dissimilarity":
        return "", hover
    return topic.text["ticks"], {**hover, "chance": topic.names.indices["dissimilarity_expected"]}


def _point(record: Record, series: str, row: str = "", column: str = "value") -> Record:
    made = {"series": series, "school_year": record["school_year"], "value": record[column]}
    if "chance" in record:
        made["chance"] = record["chance"]
    return {**made, "row": row} if row else made
