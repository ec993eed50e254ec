"""Reports of builds, and what people read of them."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from segmon.labels import Language
from segmon.published.warehouse import open_warehouse
from segmon.report.contents import read_report
from segmon.report.page import render

SENTENCE = re.compile(r'<li data-kind="(\w+)" data-symbol="([^"]*)">(.*?)</li>', re.S)
NUMBER = re.compile(r'<data value="([^"]+)" data-source="([^"]+)">([^<]+)</data>')


@cache
def page(warehouse: Path, language: Language, focus: tuple[str, ...] = ()) -> str:
    """The report of a build."""
    with open_warehouse(warehouse) as connection:
        return render(read_report(connection, language, focus))


def shown(text: str) -> str:
    """What people read of a piece of the page."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))).strip()


def body(text: str) -> str:
    """The page without its scripts and styles."""
    return re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.S)


def sentences(text: str) -> Iterator[tuple[str, str, str]]:
    """Kind, symbol and content of every sentence."""
    return (match.groups() for match in SENTENCE.finditer(text))  # type: ignore[misc]


def charts(text: str) -> list[dict[str, Any]]:
    """Every chart of a page."""
    found = re.findall(r'class="charts">(.*?)</script>', text, re.S)
    return [chart for of_figure in found for chart in json.loads(of_figure)]
