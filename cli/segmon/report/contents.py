"""What the report holds: its chapters, sections, tables and figures, read from a warehouse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segmon.labels import Language, characteristics, labels
from segmon.numbering import CHAPTERS, section_number
from segmon.numerals import Numerals, count
from segmon.published.changes import ChangeTable, change_tables
from segmon.published.provenance import Provenance, read_provenance
from segmon.published.scope import read_scope
from segmon.report import sentences
from segmon.report.conclusions import Claim, claims
from segmon.report.facts import Number, Sentence, index
from segmon.report.figures import all_distances, items
from segmon.report.marts import Marts, read_marts, select
from segmon.report.municipalities import Municipalities, read_municipalities
from segmon.report.tables import Measure, Table, pivot
from segmon.report.topic import Item, Topic

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Headline:
    """A characteristic at a glance: dissimilarity now and in the first year, who meets whom."""

    title: str
    year: str
    value: Number | None
    first_year: str
    first: Number | None
    meeting: Sentence | None
    chance: Number | None = None


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
    """A sector, and what its figures say together."""

    sector: str
    number: int
    title: str
    sections: Sequence[Section]
    claims: Sequence[Claim] = ()


@dataclass(frozen=True)
class Report:
    """Everything the page shows."""

    language: Language
    years: Sequence[str]
    chapters: Sequence[Chapter]
    change_tables: Sequence[ChangeTable]
    coverage: Table
    coverage_sentences: Sequence[Sentence]
    provenance: Provenance
    municipalities: Municipalities | None = None

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
        chapters.append(Chapter(sector, CHAPTERS[sector], title, sections, claims(topics)))
        for topic in topics:
            name = f"{title}, {topic.title.lower()}"
            said += sentences.coverages(topic.of("coverage"), name)
    coverage = _coverage(marts, language)
    return Report(
        *(language, marts.years(), chapters, tables, coverage, said),
        read_provenance(connection),
        read_municipalities(connection, language),
    )


def _change_table(tables: Sequence[ChangeTable], topic: Topic) -> str:
    of_topic = (topic.sector, topic.characteristic)
    codes = [t.table_code for t in tables if (t.sector, t.characteristic) == of_topic]
    return codes[0] if codes else ""


def _headline(topic: Topic) -> Headline:
    records = topic.of("index", area_level="national")
    series = select(records, index_code="dissimilarity")
    first, last = series[0], series[-1]
    by_chance = select(
        records, index_code="dissimilarity_expected", school_year=last["school_year"]
    )
    known = [r for r in (first, last) if r["value"] is not None]
    has_changed = len(known) == 2 and first is not last
    met = [m for m in sentences.meetings(records) if m.facts["own"] == "first"]
    meeting = None
    if met:
        names = {f"{end}_name": topic.position(met[0].facts[end]) for end in ("own", "other")}
        meeting = Sentence("meeting", {**met[0].facts, **names})
    return Headline(
        topic.title,
        last["school_year"],
        index(last) if last["value"] is not None else None,
        first["school_year"],
        index(first) if has_changed else None,
        meeting,
        index(by_chance[-1]) if by_chance and by_chance[-1]["value"] is not None else None,
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
        Measure(text["unknown_share"], "missing_share", Numerals(language).percent(1)),
    ]
    down = {"sector_name": text["sector"], "name": text["characteristic"]}
    return pivot(records, down, measures)
