"""The report in a real browser, opened from disk with the network off."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from helpers.browsers import CHROMIUM, launched, serious_violations
from helpers.running import PATIENCE, Built
from segmon.labels import Language
from segmon.published.warehouse import open_warehouse
from segmon.report.contents import read_report
from segmon.report.figures import COLUMNS
from segmon.report.page import write_report

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed")
MARKS = ".mark-symbol path, .mark-rect path, .mark-line path"
#: What is before the decimals.
SIGNS = {"nl": ",", "en": r"\."}
#: Height in CSS pixels of what fits on a page of paper.
PAPER = (297 - 2 * 16) / 25.4 * 96


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    yield from launched()


@pytest.fixture(scope="module", params=Language)
def report(
    request: pytest.FixtureRequest, varied_build: Built, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    file: Path = tmp_path_factory.mktemp("report") / f"{request.param}.html"
    with open_warehouse(varied_build.warehouse) as connection:
        return write_report(read_report(connection, request.param), file)


@pytest.fixture
def page(browser: Browser, report: Path) -> Iterator[Page]:
    """The page, opened; anything it complains of or asks for is an error."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    page = context.new_page()
    page.set_default_timeout(1000 * PATIENCE)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url))
    page.goto(report.as_uri())
    yield page
    assert [text for text in said if text != report.as_uri() and not text.startswith("blob:")] == []
    context.close()


def draw_all(page: Page) -> None:
    """Wait until every chart is drawn."""
    # a predicate would be compiled in the page, whose policy forbids that
    expect(page.locator(".figure:not([data-drawn])")).to_have_count(0, timeout=1000 * PATIENCE)


def test_every_chart_has_marks_and_every_table_rows(page: Page, report: Path) -> None:
    draw_all(page)
    assert page.get_attribute("html", "lang") == report.stem
    panels = page.locator(".panel")
    assert panels.count() > 50
    counts = panels.evaluate_all(f"all => all.map(p => p.querySelectorAll('{MARKS}').length)")
    titles = panels.evaluate_all("all => all.map(p => p.ariaLabel)")
    assert [title for title, n in zip(titles, counts, strict=True) if not n] == []
    tables = page.locator("table").evaluate_all("all => all.map(t => t.tBodies.length)")
    assert min(tables) > 0


def test_hover_shows_a_value(page: Page, report: Path) -> None:
    # what is drawn later moves what is below it
    draw_all(page)
    mark = page.locator(".figure .mark-symbol path").first
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_selector("#tip:not([hidden])")
    assert re.search(rf"0{SIGNS[report.stem]}\d{{4}}", page.inner_text("#tip"))
    page.mouse.move(5, 5)
    page.wait_for_selector("#tip[hidden]", state="attached")
    axis = page.locator('[id$="-3.1.1"] .role-axis-label text').all_text_contents()
    assert any(re.fullmatch(rf"0{SIGNS[report.stem]}\d\d", label) for label in axis)


def test_the_keyboard_walks_along_the_points_of_a_chart(page: Page) -> None:
    draw_all(page)
    panel = page.locator('[id$="-3.1.2"] .panel').first
    n_points = panel.locator(".mark-symbol.role-mark path").count()
    panel.focus()
    assert page.evaluate("document.activeElement.getAttribute('aria-describedby')") == "walk"
    said = []
    for _ in range(n_points):
        page.keyboard.press("ArrowRight")
        said.append(page.inner_text("#tip"))
    assert len(set(said)) == n_points
    assert "Amsterdam" in said[0]
    # around, and back
    page.keyboard.press("ArrowRight")
    assert page.inner_text("#tip") == said[0]
    page.keyboard.press("ArrowLeft")
    assert page.inner_text("#tip") == said[-1]
    page.keyboard.press("Home")
    assert page.inner_text("#tip") == said[0]
    assert page.locator(".at").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("#tip[hidden]").count() == 1
    assert page.locator(".at").count() == 0


def test_only_a_table_that_is_too_wide_is_a_stop_of_the_keyboard(page: Page) -> None:
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.locator("details").evaluate_all("all => all.forEach(d => { d.open = true; })")
        # the event of a size comes with the next frame
        page.wait_for_timeout(300)
        stops = page.locator(".scroll").evaluate_all(
            "all => all.map(s => [s.tabIndex === 0, s.scrollWidth > s.clientWidth])"
        )
        assert [is_stop for is_stop, _ in stops] == [is_wide for _, is_wide in stops]
        assert {is_wide for _, is_wide in stops} == {True, False} or width == 390


def test_download_has_the_exact_values(page: Page, varied_build: Built) -> None:
    figure = page.locator('[id$="-3.1.2"].figure')
    figure.locator("summary").first.click()
    with page.expect_download() as download:
        figure.locator("button.csv").click()
    lines = download.value.path().read_text(encoding="utf-8").splitlines()
    assert download.value.suggested_filename.endswith("-3.1.2.csv")
    assert len(next(csv.reader(lines))) == 1 + 2 * len(COLUMNS)
    values = varied_build.rows(
        "select value from marts.segregation_g4 where sector = 'po' and area_code = 'GM0363'"
        f" and characteristic = 'income' and index_code in {COLUMNS}"
        f" order by list_position({[*COLUMNS]}, index_code), school_year"
    )
    assert lines[1] == ",".join(["Amsterdam", *(f"{value}" for (value,) in values)])


def test_the_keyboard_is_enough(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    summary = page.locator("summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert summary.evaluate("s => s.parentElement.open")


@pytest.mark.parametrize("width", [pytest.param(1280, marks=pytest.mark.nightly), 390])
def test_axe_finds_no_serious_violation(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})

    def all_is_shown(page: Page) -> None:
        draw_all(page)
        page.locator("details").evaluate_all("all => all.forEach(d => { d.open = true; })")

    assert serious_violations(page, all_is_shown) == []
    # nothing sticks out of a narrow screen
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_headings_are_in_order(page: Page) -> None:
    levels = page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_print_has_every_chart_whole(browser: Browser, report: Path) -> None:
    # printed at once: what is not drawn yet is drawn before printing
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(1000 * PATIENCE)
    page.goto(report.as_uri(), wait_until="commit")
    page.wait_for_selector("#config", state="attached")
    page.wait_for_load_state("load")
    pdf = page.pdf(prefer_css_page_size=True)
    assert page.locator(".figure:not([data-drawn])").count() == 0
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) > 10
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 1000})
    figures = page.locator(".figure .panels")
    heights = figures.evaluate_all("all => all.map(f => f.getBoundingClientRect().height)")
    assert max(heights) < PAPER
    wide = figures.evaluate_all("all => all.map(f => f.scrollWidth - f.clientWidth)")
    assert max(wide) <= 1
    page.close()
