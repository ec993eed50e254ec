"""A city's edition in a real browser, opened from disk with the network off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from helpers.browsers import CHROMIUM, complaints, serious_violations
from helpers.running import PATIENCE, Built
from segmon.labels import Language
from segmon.published.warehouse import open_warehouse
from segmon.report.contents import read_report
from segmon.report.page import write_report

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed")


@pytest.fixture(scope="module", params=Language)
def edition(
    request: pytest.FixtureRequest, city_build: Built, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    file: Path = tmp_path_factory.mktemp("edition") / f"{request.param}.html"
    with open_warehouse(city_build.warehouse) as connection:
        made = read_report(connection, request.param, ("GM0014",), "2018-2019")
    return write_report(made, file)


@pytest.fixture(params=[1280, 390])
def page(request: pytest.FixtureRequest, browser: Browser, edition: Path) -> Iterator[Page]:
    """The page, opened at a width; anything it complains of or asks for is an error."""
    context = browser.new_context(viewport={"width": request.param, "height": 900}, offline=True)
    page = context.new_page()
    page.set_default_timeout(1000 * PATIENCE)
    said = complaints(page)
    page.goto(edition.as_uri())
    draw_all(page)
    yield page
    assert said == []
    context.close()


def draw_all(page: Page) -> None:
    """Wait until every chart is drawn."""
    expect(page.locator(".figure:not([data-drawn])")).to_have_count(0, timeout=1000 * PATIENCE)


def test_anybody_can_read_it(page: Page) -> None:
    assert serious_violations(page, draw_all) == []
    # nothing is wider than the screen but what scrolls
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_every_link_of_a_conclusion_leads_somewhere(page: Page) -> None:
    links = page.locator("#summary a, .claim a").evaluate_all(
        "all => all.map(a => a.getAttribute('href'))"
    )
    assert len(links) > 20
    missing = [
        link for link in set(links) if not page.locator(f'[id="{link.removeprefix("#")}"]').count()
    ]
    assert missing == []


def test_any_municipality_begins_with_the_city(page: Page) -> None:
    part = page.locator("#municipalities")
    part.scroll_into_view_if_needed()
    expect(part.locator(".chip").first).to_contain_text("Groningen")
    part.locator(".chip").first.click()
    expect(part.locator(".chips")).not_to_contain_text("Groningen")
