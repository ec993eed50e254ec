"""The tables and figures of one sector and characteristic, in the order of the report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from segmon.labels import labels
from segmon.numbering import section_number
from segmon.numerals import count
from segmon.published.changes import INDICES
from segmon.report import charts, references, sentences
from segmon.report.descriptions import described
from segmon.report.facts import Names, Sentence
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
            if level == "national":
                records += _unknown(topic, records)
            yield Item(
                *(text["table"], f"{section_number(topic.sector, topic.characteristic)}.{number}"),
                text["title_distribution"].format(level=topic.level(level)),
                pivot(records, down, [Measure("", "value", topic.write.percent(0))]),
            )


def _unknown(topic: Topic, records: list[Record]) -> list[Record]:
    """Which share of all pupils has no known group: the marts know it of the country only."""
    area = records[0]["area"]
    return [
        {**r, "area": area, "group": topic.text["unknown_of_all"], "value": r["missing_share"]}
        for r in topic.of("coverage")
    ]


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
            found = references.beside(of_index, topic, records)
            shown = [_point(r, r["area"]) for r in found]
            title, ticks, hovered = references.said(code, topic, hover)
            panel = charts.trend(shown, (title, ticks), hovered, topic.looks["area"])
            panels.append(described(panel, topic.write.two_decimals, text))
        blocks = {code: names.indices[code] for code in COLUMNS}
        measure = Measure("", "value", topic.write.decimals(4))
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
    # every school of the area last, next to its categories
    records.sort(key=lambda r: r["category_code"] == "all")
    yield Item(
        *topic.figure("composition", city),
        text["title_composition"].format(kind=kind_name.lower(), area=records[0]["area"]),
        pivot(
            records,
            {"category": kind_name, "group": text["group"]},
            [Measure("", "value", topic.write.percent(1))],
        ),
        [
            *(_over_years(topic, select(records, group_code=g)) for g in topic.compared),
            _composed(topic, select(records, school_year=years(records)[-1])),
        ],
        sentences.compositions(records, topic.compared, topic.names),
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
        {**_point(r, "", r["category"]), "status": "few_schools" if few(r) else r["status"]}
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
    shown = [_point(r, r["group"], r["category"]) for r in records]
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
    shown = [{**_point(r, "", r["category"]), "status": r["status"]} for r in records]
    few = "few_schools" if any(r["status"] == "few_schools" for r in records) else ""
    title = (text["contribution"], text["hollow"] if few else "")
    panel = charts.bars(shown, title, hover, topic.year_colours, hollow=few)
    yield Item(
        *topic.figure("contribution", city),
        text["title_contribution"].format(kind=kind_name.lower(), area=records[0]["area"]),
        pivot(records, {"category": kind_name}, measures),
        [described(panel, topic.write.decimals(2, signed=True), text)],
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
            [Measure("", "value", topic.write.decimals(4))],
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
            found = references.beside(select(records, index_code=code, **where), topic, records)
            row = "area" if "row" in hovers else ""
            shown = [_point(r, r["governance_name"], r[row] if row else "") for r in found]
            title, ticks, hovered = references.said(code, topic, {**hovers, **hover})
            subtitles = (subtitle, *filter(None, [ticks]))
            looks = topic.looks["governance"]
            panel = draw(shown, (title, ". ".join(subtitles)), hovered, looks)
            yield described(panel, topic.write.two_decimals, text)


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
        panels.append((country[0]["area"], shown, text["group"], "governance"))
        now = select(now, governance="all")
        everybody = select(country, governance="all")
        said = sentences.distances(everybody, "group_code", topic.names.groups)
    else:
        of_schools = [r for r in country if r["governance"] != "all"]
        governances = labels("governance", topic.language)
        said = sentences.distances(of_schools, "governance", governances)
    shown = [_point(r, r[by], r["area"], "mean_km") for r in now]
    panels.append((text["areas"], shown, text["area"], by.removesuffix("_name")))
    return Item(
        *number,
        text["title_distance"],
        pivot(
            records,
            {"area": text["area"], "governance_name": text["governance"], "group": text["group"]},
            [
                Measure(text["mean_km"], "mean_km", topic.write.decimals(2)),
                Measure(text["median_km"], "median_km", topic.write.decimals(1)),
            ],
        ),
        [
            described(
                charts.dots(
                    shown,
                    (text["mean_km"], f"{where}, {latest}"),
                    {"row": row, "series": text[series], "value": text["mean_km"]},
                    topic.looks[series],
                    value_format=".3f",
                    axis_format=".1f",
                ),
                topic.write.decimals(2),
                text,
            )
            for where, shown, row, series in panels
        ],
        said,
    )


def _point(record: Record, series: str, row: str = "", column: str = "value") -> Record:
    made = {"series": series, "school_year": record["school_year"], "value": record[column]}
    if "chance" in record:
        made["chance"] = record["chance"]
    return {**made, "row": row} if row else made
