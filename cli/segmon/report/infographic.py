"""The main outcomes of a city on one page: SVG, PNG or PDF."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from math import ceil
from pathlib import Path
from textwrap import wrap
from typing import Any

import vl_convert

from segmon.errors import UsageError
from segmon.numerals import UNDEFINED, Numerals
from segmon.report.contents import Chapter, Report, Section
from segmon.report.headlines import Headline
from segmon.report.marts import Record
from segmon.report.page import source_line, subtitle, text_of
from segmon.report.palette import Look
from segmon.report.pdf import drawn_as_pdf
from segmon.templating import environment, write_file

#: What a file may end in.
SUFFIXES = (".svg", ".png", ".pdf")
#: Pixels: a page of A4, its margin, a tile and its small chart, and a line of text.
PAGE, MARGIN, GAP = (794, 1123), 40, 12
TILE = (230, 292)
CHART = (206, 48)
LINE = 15
#: Size of the title, unless it is longer than the page.
TITLE = 31
#: Where the first sector begins; with the banner of invented data it is lower.
TOP, BANNER = 124, 34
#: Characters that fit on a line of the findings, of a development, and of who meets whom.
FINDING, DEVELOPMENT, MEETING = 96, 32, 27
#: Claims that are on the page next to the tiles, in this order.
KINDS = ("level", "among", "farther", "farthest_at", "meeting")


@dataclass(frozen=True)
class Line:
    """A line of a small chart."""

    look: Look
    points: str
    end: tuple[float, float]


@dataclass(frozen=True)
class Tile:
    """A characteristic: dissimilarity, what it is next to, how it developed, who meets whom."""

    title: str
    value: str
    notes: Sequence[str]
    lines: Sequence[Line]
    years: tuple[str, str]
    development: Sequence[str]
    met: int
    meeting: Sequence[str]


@dataclass(frozen=True)
class Block:
    """A sector, from `top` down: its tiles, and its claims in lines."""

    title: str
    top: int
    tiles: Sequence[Tile]
    findings: Sequence[Sequence[str]]


def write_infographic(report: Report, file: Path) -> Path:
    """Write the infographic of the city of an edition.

    Args:
        report: the edition.
        file: where to; its ending says in which form.

    Raises:
        UsageError: it is no edition, the file has another ending, or it cannot be written.
    """
    if not report.city:
        raise UsageError("--infographic is of one city: name it with --focus CODE")
    if file.suffix.lower() not in SUFFIXES:
        raise UsageError(f"--infographic {file}: the name ends in {', '.join(SUFFIXES)}")
    svg = compose(report)
    drawn: dict[str, Any] = {
        ".svg": lambda: svg,
        ".png": lambda: vl_convert.svg_to_png(svg, scale=2),
        ".pdf": lambda: drawn_as_pdf(svg),
    }
    return write_file(file, drawn[file.suffix.lower()]())


def compose(report: Report) -> str:
    """The infographic of an edition as SVG."""
    blocks, top = [], TOP + BANNER * report.provenance.is_synthetic
    for chapter in report.chapters:
        block = _block(report, chapter, top)
        blocks.append(block)
        top += 42 + TILE[1] + LINE * (sum(map(len, block.findings)) + 1)
    text, width = text_of(report), PAGE[0] - 2 * MARGIN
    return (
        environment("html")
        .get_template("infographic.svg.j2")
        .render(
            lang=report.language,
            title=text["title"],
            title_size=round(min(TITLE, width / (0.66 * len(text["title"]))), 1),
            subtitle=subtitle(report),
            text=text,
            looks=_looks(report),
            blocks=blocks,
            page=(PAGE[0], max(PAGE[1], top + 60)),
            margin=MARGIN,
            tile=TILE,
            step=TILE[0] + GAP,
            chart=CHART,
            line=LINE,
            is_synthetic=report.provenance.is_synthetic,
            source=source_line(report),
        )
    )


def _looks(report: Report) -> dict[str, Look]:
    """What the lines of the charts look like, by name."""
    panels = [item.panels[0] for item in report.items if item.panels and ".T-" in item.number]
    return {name: look for panel in panels for name, look in _series_looks(panel)}


def _series_looks(panel: dict[str, Any]) -> Iterator[tuple[str, Look]]:
    """The look of each line of a chart, as its specification has it."""
    of_lines = panel["layer"][0]["encoding"]
    names = of_lines["color"]["scale"]["domain"]
    colours = of_lines["color"]["scale"]["range"]
    dashes = of_lines["strokeDash"]["scale"]["range"]
    for name, colour, dash in zip(names, colours, dashes, strict=True):
        yield name, Look(colour, "circle", tuple(dash))


def _block(report: Report, chapter: Chapter, top: int) -> Block:
    texts: Any = environment("html").get_template(f"city.{report.language}.j2").module
    found = [claim for kind in KINDS for claim in chapter.claims if claim.kind == kind]
    findings = [wrap(_plain(texts.heading(claim)), FINDING) for claim in found]
    developments = {
        claim.findings[0].facts["characteristic"]: _plain(texts.heading(claim))
        for claim in chapter.claims
        if claim.kind == "development"
    }
    sections = [section for section in chapter.sections if section.headline]
    drawn = {section.number: _records(section) for section in sections}
    known = [r["value"] for records in drawn.values() for r in records]
    # one axis for all, so that they compare
    high = ceil(max(known, default=1) * 10) / 10
    tiles = [
        _tile(report, section.headline, drawn[section.number], high, developments)
        for section in sections
        if section.headline
    ]
    return Block(chapter.title, top, tiles, findings)


def _records(section: Section) -> list[Record]:
    """The points of dissimilarity over the years."""
    for item in section.items:
        if item.panels and ".T-" in item.number:
            records: list[Record] = item.panels[0]["data"]["values"]
            return records
    return []


def _tile(
    report: Report,
    headline: Headline,
    records: list[Record],
    high: float,
    developments: Mapping[str, str],
) -> Tile:
    text, write = text_of(report), Numerals(report.language).localised
    beside = {headline.first_year: headline.first, **headline.others}
    notes = [f"{each.text} {text['was_in']} {name}" for name, each in beside.items() if each]
    said, met = "", 0
    if headline.meeting:
        sentences: Any = environment("html").get_template(f"sentences.{report.language}.j2").module
        said = _plain(sentences.meeting(headline.meeting.facts))
        met = int(headline.meeting.facts["met"].text)
    return Tile(
        headline.title,
        write(headline.value.text) if headline.value else UNDEFINED,
        [write(note) for note in notes[:2]],
        [*_lines(records, high, _looks(report))],
        (report.years[0], report.years[-1]),
        wrap(developments.get(headline.title, ""), DEVELOPMENT),
        met,
        wrap(said, MEETING),
    )


def _lines(records: list[Record], high: float, looks: dict[str, Look]) -> Iterator[Line]:
    starts = [r["start"] for r in records]
    first, last = min(starts, default=0), max(starts, default=1)
    # the city is drawn last, on top
    for name in reversed(dict.fromkeys(r["series"] for r in records)):
        points = [
            (
                round(CHART[0] * (r["start"] - first) / max(last - first, 1), 1),
                round(CHART[1] * (1 - r["value"] / high), 1),
            )
            for r in records
            if r["series"] == name
        ]
        yield Line(looks[name], " ".join(f"{x},{y}" for x, y in points), points[-1])


def _plain(marked: str) -> str:
    """A sentence of a template as text, with the quotes that a page would draw."""
    quoted = re.sub(r"<q\b[^>]*>", "‘", str(marked)).replace("</q>", "’")
    return " ".join(unescape(re.sub(r"<[^>]+>", "", quoted)).split())
