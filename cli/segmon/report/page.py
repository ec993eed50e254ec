"""The report as one page, and its figures as pictures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import vl_convert

from segmon.labels import Language, labels, status_marks
from segmon.numerals import Numerals
from segmon.progress import Progress
from segmon.published.changes import legend
from segmon.report.compiled import compiled, drawer, page_config
from segmon.report.contents import Report
from segmon.report.dark import counterparts
from segmon.report.pictures import described, picture
from segmon.report.prose import read_prose
from segmon.templating import environment, write_file

#: Where the pages of a site have what draws their charts.
LIBRARY = "assets/vega.js"


@dataclass(frozen=True)
class Site:
    """What is next to a page in a folder for the web.

    Attributes:
        languages: name of each other language of the page.
        data: what each file of the open data is, by its place on the site.
    """

    languages: Mapping[Language, str]
    data: Mapping[str, str]


def render(
    report: Report,
    own_texts: Mapping[str, Path] = MappingProxyType({}),
    site: Site | None = None,
) -> str:
    """The report as the text of one page.

    Args:
        report: what to show.
        own_texts: files with text of the publisher, by their place: `foreword`, `points`.
        site: what is next to it; null where the page needs nothing else.

    Raises:
        UsageError: such a file cannot be read.
    """
    text = text_of(report)
    statuses = labels("status", report.language)
    template = environment("html").get_template("report.html.j2")
    look, found = page_config(report.language), report.municipalities
    drawn = compiled(((item.name, item.panels) for item in report.items), report.language)
    return template.render(
        report=report,
        own_texts={place: read_prose(file) for place, file in own_texts.items()},
        lang=report.language,
        text=text,
        changes_text=labels("text", report.language),
        guide=labels("guide", report.language),
        method=labels("method", report.language),
        source=source_line(report),
        subtitle=subtitle(report),
        site=site,
        terms=_terms(report.language),
        citation=_citation(report),
        library=LIBRARY,
        city_guide=labels("city_guide", report.language),
        limits=labels("limits", report.language),
        legend_of=lambda table: legend([table], report.language),
        marks={mark: statuses[status] for status, mark in status_marks().items()},
        two_decimals=Numerals(report.language).two_decimals,
        config=look,
        charts=drawn.charts,
        shapes=drawn.shapes,
        dark=counterparts(json.dumps([look, drawn.shapes, found.charts if found else ""])),
        vega="" if site else drawer(),
    )


def text_of(report: Report) -> dict[str, str]:
    """What the page says; of an edition, with the name of its city."""
    text, city = labels("report", report.language), report.city
    if not city:
        return text
    return {**text, "title": text["city_title"].format(city=city.name)}


def write_report(
    report: Report, file: Path, own_texts: Mapping[str, Path] = MappingProxyType({})
) -> Path:
    """Write the report as one page that needs nothing else.

    Args:
        report: what to show.
        file: the file to write.
        own_texts: as of `render`.

    Raises:
        UsageError: the place cannot be written to, or a text cannot be read.
    """
    return write_file(file, render(report, own_texts))


def write_figures(report: Report, folder: Path, progress: Progress) -> list[Path]:
    """Write every figure as PNG and SVG.

    Args:
        report: what to draw.
        folder: folder to write in; made if it is not there.
        progress: called with each figure.

    Raises:
        UsageError: the place cannot be written to.
    """
    files = []
    source = source_line(report, is_alone=True)
    drawn = [item for item in report.items if item.panels]
    for i, item in enumerate(drawn):
        name = f"{item.word} {item.number}"
        progress(f"drawing {name}", i / len(drawn))
        title = f"{name}. {item.title}"
        spec: Any = picture(
            item.panels, title, report.language, [*filter(None, [item.about]), source]
        )
        said = " ".join(panel["description"] for panel in item.panels)
        drawings: dict[str, str | bytes] = {
            "png": vl_convert.vegalite_to_png(spec, scale=2),
            "svg": described(vl_convert.vegalite_to_svg(spec), title, said),
        }
        for suffix, drawing in drawings.items():
            files.append(write_file(folder / f"{item.name}.{suffix}", drawing))
    return files


def _terms(language: Language) -> dict[str, dict[str, str]]:
    """Name and meaning of each term, as the guide or the method has it."""
    meanings = {**labels("method", language), **labels("guide", language)}
    names = labels("term", language)
    return {code: {"name": name, "text": meanings[code]} for code, name in names.items()}


def _citation(report: Report) -> str:
    """How to cite the report; it has no date but that of the data."""
    text, found = labels("report", report.language), report.provenance
    return text["cite_as"].format(
        publisher=f"{found.publisher}. " if found.publisher else "",
        title=text["title"],
        years=_period(report),
        synthetic=f" ({text['synthetic'].lower()})" if found.is_synthetic else "",
        delivery=found.delivery,
        version=found.version,
    )


def _period(report: Report) -> str:
    """From the first school year to the last one."""
    return " – ".join(dict.fromkeys([report.years[0], report.years[-1]]))


def subtitle(report: Report) -> str:
    """What the report is about, in a line."""
    return labels("report", report.language)["subtitle"].format(years=_period(report))


def source_line(report: Report, *, is_alone: bool = False) -> str:
    """Where the figures come from; away from the page, also whether they are invented."""
    text, found = labels("report", report.language), report.provenance
    invented = text["synthetic"].upper() if is_alone and found.is_synthetic else ""
    delivery = text["provenance"].format(delivery=found.delivery, version=found.version)
    return ". ".join(filter(None, [invented, found.publisher, delivery]))
