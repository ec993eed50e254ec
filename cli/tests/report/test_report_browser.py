"""The report in a real browser, opened from disk with the network off."""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import pytest
import vl_convert
from playwright.sync_api import Browser, Page, expect

from helpers.browsers import CHROMIUM, complaints, open_all, serious_violations
from helpers.running import PATIENCE, Built
from segmon.labels import Language
from segmon.published.warehouse import open_warehouse
from segmon.report.contents import read_report
from segmon.report.figures import COLUMNS
from segmon.report.looks import config
from segmon.report.page import write_report

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed")
MARKS = ".mark-symbol path, .mark-rect path, .mark-line path"
#: What is before the decimals.
SIGNS = {"nl": ",", "en": r"\."}
#: Height in CSS pixels of what fits on a page of paper.
PAPER = (297 - 9 - 11) / 25.4 * 96
#: Of paper for the whole country.
MOST_PAGES = 35
COLOURS = """all => [...new Set(all.flatMap(mark => {
    const style = getComputedStyle(mark);
    return [style.fill, style.stroke];
}))]"""
#: What is told of a new size comes with the frame that shows it.
NEXT_FRAME = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
SPLIT = "element => getComputedStyle(element).breakInside"
#: A busy browser may never find itself idle, and a page that nobody scrolls shows no more.
NEVER_IDLE = """window.requestIdleCallback = () => 0;
window.IntersectionObserver = class { observe() {} };"""


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
    said = complaints(page, with_requests=True)
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


def test_every_chart_is_drawn_by_a_browser_that_is_never_idle(page: Page) -> None:
    page.add_init_script(NEVER_IDLE)
    page.reload()
    draw_all(page)


def test_charts_say_what_vega_itself_would_write(
    page: Page, report: Path, varied_build: Built
) -> None:
    language = Language(report.stem)
    draw_all(page)
    with open_warehouse(varied_build.warehouse) as connection:
        items = [item for item in read_report(connection, language).items if item.panels]
    for item in items[::5]:
        drawn = page.locator(f'[id="{item.place}"] .panel')
        for i, panel in enumerate(item.panels):
            spec: Any = {**panel, "config": config(language), "width": 400}
            texts = re.findall(r"<text[^>]*>([^<]+)</text>", vl_convert.vegalite_to_svg(spec))
            expected = {html.unescape(text) for text in texts}
            found = drawn.nth(i).locator("text").all_text_contents()
            # where the axis of values is wider or narrower it may have other labels
            assert {text for text in expected if not re.match(r"[+−]?\d", text)} <= {*found}
            assert {*found} & expected


def test_charts_follow_the_width_of_the_page(page: Page) -> None:
    draw_all(page)
    chart = page.locator('[id$="-3.1.2"] .panel svg').first
    wide = float(chart.get_attribute("width") or 0)
    page.set_viewport_size({"width": 390, "height": 844})
    expect(chart).not_to_have_attribute("width", f"{wide:g}", timeout=1000 * PATIENCE)
    place = page.locator('[id$="-3.1.2"] .panel').first.evaluate("panel => panel.clientWidth")
    assert abs(float(chart.get_attribute("width") or 0) - place) <= 1


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
        open_all(page)
        page.evaluate(NEXT_FRAME)
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
    summary = page.locator(".item summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert summary.evaluate("s => s.parentElement.open")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [pytest.param(1280, marks=pytest.mark.nightly), 390])
def test_axe_finds_no_serious_violation(
    page: Page, width: int, scheme: Literal["light", "dark"]
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=scheme)

    def all_is_shown(page: Page) -> None:
        draw_all(page)
        open_all(page)

    assert serious_violations(page, all_is_shown) == []
    # nothing sticks out of a narrow screen
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_dark_scheme_has_no_white_paper_and_print_has(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    draw_all(page)
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark == "rgb(20, 24, 29)"
    marks = page.locator(".panel [fill], .panel [stroke]")
    colours = marks.evaluate_all(COLOURS)
    # neither the paper nor the ink of a light scheme
    assert not {"rgb(255, 255, 255)", "rgb(27, 31, 36)"} & {*colours}
    inside = page.locator(".panel .inside_marks text").first
    assert inside.evaluate("text => getComputedStyle(text).fill") == dark
    page.emulate_media(color_scheme="dark", media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert "rgb(27, 31, 36)" in marks.evaluate_all(COLOURS)


def test_a_phone_sees_the_latest_year_and_the_names_of_rows(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_all(page)
    tables = page.locator(".scroll:has(tbody th):visible")
    assert tables.count() > 50
    ends = tables.evaluate_all(
        """all => all.map(place => {
            const cell = place.querySelector('tbody tr:last-child').lastElementChild;
            const [last, box] = [cell, place].map(e => e.getBoundingClientRect());
            return [place.getAttribute('aria-label'), last.right - box.right, box.left - last.left];
        })"""
    )
    assert [name for name, right, left in ends if right > 1 or left > 1] == []
    # the name of a row stays while the numbers move
    wide = page.locator('[id="fig-3.1.2"] .behind .scroll')
    assert wide.evaluate("place => place.scrollWidth > place.clientWidth")
    name = wide.locator("tbody th").first
    before = name.bounding_box()
    wide.evaluate("place => place.scrollBy(-120, 0)")
    after = name.bounding_box()
    assert before and after
    assert after["x"] == before["x"] >= 0


def test_what_is_pressed_on_a_phone_is_as_big_as_a_finger(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_all(page)
    pressed = page.locator("button:visible, summary:visible, nav a:visible, .claims a:visible")
    assert pressed.count() > 60
    small = pressed.evaluate_all(
        """all => all.map(e => [e.textContent, e.getBoundingClientRect()])
            .filter(([, box]) => box.height < 44 || box.width < 44).map(([text]) => text)"""
    )
    assert small == []


def test_headings_are_in_order(page: Page) -> None:
    levels = page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_print_has_every_chart_and_every_number_whole(browser: Browser, report: Path) -> None:
    # printed at once: what is not drawn yet is drawn before printing
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(1000 * PATIENCE)
    page.goto(report.as_uri(), wait_until="commit")
    page.wait_for_selector("#config", state="attached")
    page.wait_for_load_state("load")
    pdf = page.pdf(prefer_css_page_size=True)
    assert page.locator(".figure:not([data-drawn])").count() == 0
    n_pages = len(re.findall(rb"/Type\s*/Page\b", pdf))
    assert 10 < n_pages <= MOST_PAGES
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1000})
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    # a part that is longer than a page would be split; only long tables may be
    whole = page.locator(".item:not(:has(.long)), .card, .claim, .appendix, .panels")
    heights = whole.evaluate_all("all => all.map(e => e.getBoundingClientRect().height)")
    assert max(heights) < PAPER
    rules = {page.locator(part).first.evaluate(SPLIT) for part in (".card", ".figure", ".appendix")}
    assert rules == {"avoid"}
    wide = page.locator(".panels, .scroll").evaluate_all(
        "all => all.map(e => [e.scrollWidth - e.clientWidth, e.closest('[id]').id])"
    )
    assert [place for excess, place in wide if excess > 1] == []
    # tables of numbers are open, what is pressed is not there
    rows = page.locator(".behind tbody tr").evaluate_all("all => all.map(r => r.checkVisibility())")
    assert rows and all(rows)
    # but for the heading of the contents
    for pressed in ("details:not(.contents) > summary", "button:not(.term)"):
        shown = page.locator(pressed).evaluate_all("all => all.filter(e => e.checkVisibility())")
        assert shown == []
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.close()


def test_print_without_a_script_has_the_numbers(browser: Browser, report: Path) -> None:
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(report.as_uri())
    page.emulate_media(media="print")
    boxes = page.locator(".behind .scroll")
    assert boxes.count() > 20
    assert all(boxes.nth(i).is_visible() for i in range(0, boxes.count(), 7))
    context.close()
