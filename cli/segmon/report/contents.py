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
from segmon.report.city.claims import city_claims
from segmon.report.city.edition import City, read_city
from segmon.report.city.figures import items as city_items
from segmon.report.claim import Claim
from segmon.report.conclusions import claims
from segmon.report.facts import Sentence
from segmon.report.figures import all_distances, items
from segmon.report.headlines import Headline, headline
from segmon.report.marts import Marts, read_marts
from segmon.report.municipalities import Municipalities, read_municipalities
from segmon.report.tables import Measure, Table, pivot
from segmon.report.topic import Item, Topic

if TYPE_CHECKING:
    import duckdb


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
    city: City | None = None

    @property
    def items(self) -> list[Item]:
        """Every table and figure."""
        return [i for c in self.chapters for section in c.sections for i in section.items]


def read_report(
    connection: duckdb.DuckDBPyConnection,
    language: Language,
    focus: Sequence[str] = (),
    since: str = "",
) -> Report:
    """Everything the report says of a build; of one city that a reader names, its own edition.

    Args:
        connection: a published warehouse.
        language: language of the labels and sentences.
        focus: municipality codes of the cities to show; those of the build if there are none.
        since: the school year at which the years of an edition are divided; empty for none.

    Raises:
        UsageError: the build has no such municipality, or no such school year.
    """
    scope = read_scope(connection, focus)
    city = read_city(connection, scope, focus, since)
    scope = city.scope(scope) if city else scope
    marts = read_marts(connection, scope)
    tables = change_tables(connection, language, scope)
    chapters, said = [], []
    for sector, title in labels("sector", language).items():
        topics = [
            Topic(sector, code, marts, scope, language)
            for code in characteristics(language)
            if (sector, code) in marts.topics()
        ]
        if city:
            topics = [topic for topic in topics if topic.of("index", area_level="g4")]
        if not topics:
            continue
        chapters.append(_chapter(title, topics, tables, city))
        for topic in topics:
            name = f"{title}, {topic.title.lower()}"
            said += sentences.coverages(topic.of("coverage"), name)
    coverage = _coverage(marts, language)
    return Report(
        *(language, marts.years(), chapters, tables, coverage, said),
        read_provenance(connection),
        read_municipalities(connection, language, [city.code] if city else []),
        city,
    )


def _chapter(
    title: str, topics: Sequence[Topic], tables: Sequence[ChangeTable], city: City | None
) -> Chapter:
    sector, level = topics[0].sector, "g4" if city else "national"
    beside = ("national", "urbanity") if city else ()
    sections = [
        Section(
            section_number(sector, topic.characteristic),
            topic.title,
            city_items(topic, city) if city else items(topic),
            _change_table(tables, topic),
            headline(topic, level, beside),
        )
        for topic in topics
    ]
    if everybody := list(all_distances(topics[0], level)):
        name = topics[0].text["all_title"]
        sections.append(Section(f"{CHAPTERS[sector]}.R", name, everybody))
    said = city_claims(topics, city) if city else claims(topics)
    return Chapter(sector, CHAPTERS[sector], title, sections, said)


def _change_table(tables: Sequence[ChangeTable], topic: Topic) -> str:
    of_topic = (topic.sector, topic.characteristic)
    codes = [t.table_code for t in tables if (t.sector, t.characteristic) == of_topic]
    return codes[0] if codes else ""


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
