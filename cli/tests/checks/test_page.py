"""The page of checks: it needs nothing from the web, runs nothing, and shows every rule."""

from __future__ import annotations

import math
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from conftest import Built
from segmon.checks.page import write_page
from segmon.findings import Finding, Judged


class Page(HTMLParser):
    """What a browser would fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href", "action")]

    def handle_data(self, data: str) -> None:
        self.text += data


def read_page(file: Path) -> Page:
    """The page, parsed; it needs nothing from the web and runs nothing."""
    content = file.read_text(encoding="utf-8")
    assert not re.search(r"https?:|//\w|url\(|@import", content)
    page = Page()
    page.feed(content)
    assert page.links == []
    assert not {"script", "link", "iframe", "img", "object"} & set(page.tags)
    return page


def test_the_page_of_a_build_stands_on_its_own(register_build: Built) -> None:
    (file,) = register_build.warehouse.parent.glob("segmon.builds/*.html")
    page = read_page(file)
    rules = register_build.rows("select distinct rule from ops.check_results")
    assert len(rules) > 20
    shown = " ".join(page.text.split())
    assert [rule for (rule,) in rules if " ".join(rule.split()) not in shown] == []


def test_the_page_shows_every_broken_rule_and_runs_none(tmp_path: Path) -> None:
    attack = "<script>alert('x')</script>"
    findings = [
        Finding(
            *("schools", "denomination", f"rule {number} & more", 3, 3, 0, (attack, "<b>")),
            *(f"{attack}.csv", f"why {number}", f"resolve {number}"),
            *(severity, door),
        )
        for number, (severity, door) in enumerate(
            [("error", "delivery"), ("warning", "delivery"), ("error", "marts")]
        )
    ]
    judged = [Judged(finding, is_met=False) for finding in findings]
    page = read_page(write_page(tmp_path / "page.html", attack, tmp_path, judged))
    for finding in findings:
        for part in (finding.rule, finding.why, finding.resolve, attack):
            assert part in page.text
    assert page.text.count("broken") >= 2
    assert list(tmp_path.iterdir()) == [tmp_path / "page.html"]


@pytest.mark.parametrize(
    ("observed", "shown"),
    [(12345, "12,345"), (3.0, "3"), (0.0625, "0.0625"), (math.inf, "inf"), (math.nan, "nan")],
)
def test_every_figure_can_be_shown(observed: float, shown: str, tmp_path: Path) -> None:
    finding = Finding("segregation_national", "value", "rule", 1, observed, 0.05)
    page = read_page(write_page(tmp_path / "page.html", "", tmp_path, [Judged(finding, False)]))
    assert shown in page.text.split()
