"""The report as one page, and its figures as pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import vl_convert

from segmon import __version__
from segmon.changes import Table as ChangeTable
from segmon.changes import change_tables, two_decimals
from segmon.changes_export import legend
from segmon.labels import Language, areas, characteristics, labels, status_marks
from segmon.numbering import CHAPTERS, section_number
from segmon.report import charts, findings
from segmon.report.figures import all_distances, items
from segmon.report.marts import Marts, read_marts, select
from segmon.report.tables import Measure, Table, count, percent, pivot
from segmon.report.topic import Item, Topic
from segmon.templating import environment, write_file
from segmon.warehouse import read_scope

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Headline:
    """A characteristic at a glance: dissimilarity now and in the first year, who meets whom."""

    title: str
    year: str
    value: findings.Number | None
    first_year: str
    first: findings.Number | None
    symbol: str
    meeting: findings.Finding | None


@dataclass(frozen=True)
class Section:
    """The tables and figures of a sector and characteristic."""

    number: str
    title: str
    items: Sequence[Item]
    change_table: str = ""
    headline: Headline | None = None


@dataclass(frozen=True)
class Chapter:
    """A sector."""

    number: int
    title: str
    sections: Sequence[Section]


@dataclass(frozen=True)
class Report:
    """Everything the page shows."""

    language: Language
    years: Sequence[str]
    chapters: Sequence[Chapter]
    change_tables: Sequence[ChangeTable]
    coverage: Table
    coverage_findings: Sequence[findings.Finding]

    @property
    def items(self) -> list[Item]:
        """Every table and figure."""
        return [i for c in self.chapters for section in c.sections for i in section.items]


def read_report(
    connection: duckdb.DuckDBPyConnection, language: Language, focus: Sequence[str] = ()
) -> Report:
    """Everything the report says of a build.

    Args:
        connection: a published warehouse.
        language: language of the labels and sentences.
        focus: municipality codes of the cities to show; those of the build if there are none.

    Raises:
        UsageError: the build has no such municipality.
    """
    scope = read_scope(connection, focus)
    marts = read_marts(connection, scope)
    tables = change_tables(connection, language, scope)
    chapters, said = [], []
    for sector, title in labels("sector", language).items():
        topics = [
            Topic(sector, code, marts, scope, language)
            for code in characteristics(language)
            if (sector, code) in marts.topics()
        ]
        if not topics:
            continue
        sections = [
            Section(
                section_number(sector, topic.characteristic),
                topic.title,
                items(topic),
                _change_table(tables, topic),
                _headline(topic),
            )
            for topic in topics
        ]
        if everybody := list(all_distances(topics[0])):
            name = labels("report", language)["all_title"]
            sections.append(Section(f"{CHAPTERS[sector]}.R", name, everybody))
        chapters.append(Chapter(CHAPTERS[sector], title, sections))
        for topic in topics:
            name = f"{title}, {topic.title.lower()}"
            said += findings.coverages(topic.of("coverage"), name)
    coverage = _coverage(marts, language)
    return Report(language, marts.years(), chapters, tables, coverage, said)


def _change_table(tables: Sequence[ChangeTable], topic: Topic) -> str:
    of_topic = (topic.sector, topic.characteristic)
    codes = [t.table_code for t in tables if (t.sector, t.characteristic) == of_topic]
    return codes[0] if codes else ""


def _headline(topic: Topic) -> Headline:
    records = topic.of("index", area_level="national")
    series = select(records, index_code="dissimilarity")
    first, last = series[0], series[-1]
    known = [r for r in (first, last) if r["value"] is not None]
    symbol = (
        findings.symbol_of(first["value"], last["value"])
        if len(known) == 2 and first is not last
        else ""
    )
    met = [m for m in findings.meetings(records) if m.facts["own"] == "first"]
    meeting = None
    if met:
        names = {f"{end}_name": topic.position(met[0].facts[end]) for end in ("own", "other")}
        meeting = findings.Finding("meeting", {**met[0].facts, **names})
    return Headline(
        topic.title,
        last["school_year"],
        findings.index(last) if last["value"] is not None else None,
        first["school_year"],
        findings.index(first) if symbol else None,
        symbol,
        meeting,
    )


def _coverage(marts: Marts, language: Language) -> Table:
    text = labels("report", language)
    sectors, names = labels("sector", language), characteristics(language)
    records = [
        {**r, "sector_name": sectors[r["sector"]], "name": names[r["characteristic"]]}
        for sector in sectors
        for code in names
        for r in marts.of("coverage", sector=sector, characteristic=code)
    ]
    measures = [
        Measure(text["pupils"], "n_pupils", count),
        Measure(text["unknown_share"], "missing_share", percent(1)),
    ]
    down = {"sector_name": text["sector"], "name": text["characteristic"]}
    return pivot(records, down, measures)


def render(report: Report) -> str:
    """The report as the text of one page."""
    text = labels("report", report.language)
    statuses = labels("status", report.language)
    template = environment("html").get_template("report.html.j2")
    return template.render(
        report=report,
        lang=report.language,
        text=text,
        changes_text=labels("text", report.language),
        guide=labels("guide", report.language),
        method=labels("method", report.language),
        legend=legend([*report.change_tables], report.language),
        marks={mark: statuses[status] for status, mark in status_marks().items()},
        country=areas({}, report.language)["national", "NL"],
        two_decimals=two_decimals,
        config=charts.config(),
        vega=vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;"),
        version=__version__,
    )


def write_report(report: Report, file: Path) -> Path:
    """Write the report as one page that needs nothing else.

    Raises:
        UsageError: the place cannot be written to.
    """
    return write_file(file, render(report))


def write_figures(
    report: Report, folder: Path, progress: Callable[[str, float], None]
) -> list[Path]:
    """Write every figure as PNG and SVG.

    Args:
        report: what to draw.
        folder: folder to write in; made if it is not there.
        progress: told of each figure.

    Raises:
        UsageError: the place cannot be written to.
    """
    files = []
    drawn = [item for item in report.items if item.panels]
    for i, item in enumerate(drawn):
        name = f"{item.word} {item.number}"
        progress(f"drawing {name}", i / len(drawn))
        spec: Any = charts.picture(item.panels, f"{name}. {item.title}")
        for suffix, draw in PICTURES.items():
            files.append(write_file(folder / f"{item.name}.{suffix}", draw(spec)))
    return files


PICTURES: dict[str, Callable[[Any], str | bytes]] = {
    "png": lambda spec: vl_convert.vegalite_to_png(spec, scale=2),
    "svg": vl_convert.vegalite_to_svg,
}
