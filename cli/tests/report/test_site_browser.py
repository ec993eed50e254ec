"""A site in a real browser, from disk with the network off: languages, search, links, frames."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from helpers.browsers import CHROMIUM, complaints, serious_violations
from helpers.running import PATIENCE, Built
from segmon.labels import Language, labels
from segmon.published.warehouse import open_warehouse
from segmon.report.contents import read_report
from segmon.report.site import new_site, write_site

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed")


@pytest.fixture(scope="module")
def site(varied_build: Built, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a site."""
    folder: Path = tmp_path_factory.mktemp("web") / "site"
    with open_warehouse(varied_build.warehouse) as connection, new_site(folder) as made:
        write_site(made, [read_report(connection, language) for language in Language])
    return folder.as_uri()


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A page that complains of nothing and asks for nothing that is not of the site."""
    permissions = ["clipboard-read", "clipboard-write"]
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, offline=True, permissions=permissions
    )
    page = context.new_page()
    page.set_default_timeout(1000 * PATIENCE)
    said = complaints(page, with_requests=True)
    yield page
    assert [text for text in said if not text.startswith(site)] == []
    context.close()


def draw_all(page: Page) -> None:
    """Wait until every chart is drawn."""
    expect(page.locator(".figure:not([data-drawn])")).to_have_count(0, timeout=1000 * PATIENCE)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("width", [pytest.param(1280, marks=pytest.mark.nightly), 390])
@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.nightly)])
def test_axe_finds_no_serious_violation(
    page: Page, site: str, language: Language, width: int, scheme: Literal["light", "dark"]
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{site}/{language}/index.html")

    def search_and_share(page: Page) -> None:
        draw_all(page)
        page.locator("details.share").first.evaluate("share => { share.open = true; }")
        page.locator("#search").fill("a")

    assert serious_violations(page, search_and_share) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(f"{site}/index.html")
    assert serious_violations(page, lambda page: None) == []


def test_whoever_arrives_chooses_a_language(page: Page, site: str) -> None:
    page.goto(f"{site}/index.html")
    page.get_by_role("link", name="Read the monitor in English").click()
    assert page.url == f"{site}/en/index.html"
    draw_all(page)
    assert page.locator(".mark-line path").count()


def test_the_other_language_has_the_same_place(page: Page, site: str) -> None:
    page.goto(f"{site}/nl/index.html#fig-3.1.2")
    page.get_by_role("link", name="English").click()
    assert page.url == f"{site}/en/index.html#fig-3.1.2"
    # where the reader has scrolled to, not where the address says
    draw_all(page)
    page.locator("[id='tab-3.2.1']").evaluate("place => place.scrollIntoView()")
    page.get_by_role("link", name="Nederlands").click()
    assert page.url == f"{site}/nl/index.html#tab-3.2.1"
    # what is shown of any municipality
    state = "#area=GM0096&sector=po&characteristic=income&view=trend"
    page.goto(f"{site}/nl/index.html{state}")
    expect(page.locator(".chip")).to_have_count(1)
    page.get_by_role("link", name="English").click()
    assert page.url == f"{site}/en/index.html{state}"
    # at the top of the page, the top of the other one
    page.goto(f"{site}/nl/index.html")
    page.get_by_role("link", name="English").click()
    assert page.url == f"{site}/en/index.html"


@pytest.mark.parametrize(
    ("old", "new"),
    [("figuur-3.1.2", "fig-3.1.2"), ("table-B1", "tab-b1"), ("tabel-3.1.1", "tab-3.1.1")],
)
def test_an_old_link_leads_to_its_place(page: Page, site: str, old: str, new: str) -> None:
    page.goto(f"{site}/nl/index.html#{old}")
    expect(page.locator(":target")).to_have_attribute("id", new)


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("#fig-9.9.9", "“fig-9.9.9”"),
        ("#figuur-9.9.9", "“fig-9.9.9”"),
        ("#%3Cimg%20src=x%20onerror=alert(1)%3E%", "“%3Cimg%20src=x%20onerror=alert(1)%3E%”"),
        ("#%3Cimg%20src=x%20onerror=alert(1)%3E", "“<img src=x onerror=alert(1)>”"),
        ("#year=2030", "“year=2030”"),
        ("?embed=tab-9", "“tab-9”"),
    ],
)
def test_a_link_to_what_is_not_there_says_so(page: Page, site: str, asked: str, named: str) -> None:
    says = {
        "nl": f"Deze link vraagt om iets dat niet in dit rapport staat ({named});"
        " in plaats daarvan is te zien: het begin.",
        "en": f"This link asks for something that is not in this report ({named});"
        " shown instead: the beginning.",
    }
    for language, line in says.items():
        page.goto(f"{site}/{language}/index.html{asked}")
        unknown = page.get_by_role("status").and_(page.locator("#unknown"))
        expect(unknown).to_have_text(line)
        expect(unknown).to_be_in_viewport()
        assert page.locator("main img").count() == 0
        page.goto(f"{site}/{language}/index.html#fig-3.1.2")
        expect(unknown).to_have_text("")


def test_the_keyboard_finds_a_figure(page: Page, site: str) -> None:
    page.goto(f"{site}/nl/index.html")
    field = page.get_by_role("combobox", name="Zoek in de monitor")
    said = page.locator("#search-said")
    field.press_sequentially("samenstelling AMSTERDÀM")
    found = page.locator("#search-found [role=option]")
    titles = found.all_inner_texts()
    assert titles and all("Amsterdam" in title for title in titles)
    assert said.inner_text() == f"Gevonden: {len(titles)}"
    field.press("ArrowDown")
    field.press("ArrowDown")
    chosen = page.locator("#search-found [aria-selected=true]").inner_text()
    assert chosen == titles[1]
    field.press("Enter")
    heading = page.locator(":target h4").inner_text()
    assert chosen.startswith(heading.replace("\n", " ")[:20])
    assert page.evaluate("document.activeElement.id") == page.locator(":target").get_attribute("id")
    field.fill("xyzzy")
    assert said.inner_text() == "Niets gevonden"
    # a number, a claim, and what is said of a figure
    for asked, place in (("figuur 3.1.2", "fig-3.1.2"), ("bijlage b", "appendix-b")):
        field.fill(asked)
        field.press("ArrowDown")
        field.press("Enter")
        assert page.locator(":target").get_attribute("id") == place


def test_a_figure_can_be_linked_to_and_put_in_a_frame(
    page: Page, browser: Browser, site: str, tmp_path: Path
) -> None:
    page.goto(f"{site}/en/index.html?x=1#fig-3.1.3")
    figure = page.locator("[id='fig-3.1.2']")
    figure.get_by_text("Link and embed").click()
    for button, copied in (("Copy Link", "#fig-3.1.2"), ("Copy Code to embed", "?embed=fig-3.1.2")):
        figure.get_by_role("button", name=button).click()
        expect(figure.locator("details.share [role=status]")).to_have_text("Copied")
        text = page.evaluate("navigator.clipboard.readText()")
        assert f"{site}/en/index.html{copied}" in text
    elsewhere = tmp_path / "elsewhere.html"
    elsewhere.write_text(f"<!doctype html><title>x</title><h1>Elsewhere</h1>{text}")
    other = browser.new_page(viewport={"width": 700, "height": 900})
    other.goto(elsewhere.as_uri())
    frame = other.frame_locator("iframe")
    expect(frame.locator(".item")).to_have_count(1)
    expect(frame.locator(".item[data-drawn]")).to_have_count(1, timeout=1000 * PATIENCE)
    words = labels("report", Language.en)
    assert words["synthetic"] not in frame.locator("body").inner_text()
    assert "Delivery" in frame.locator(".source").inner_text()
    link = frame.get_by_role("link", name=words["in_report"])
    assert str(link.get_attribute("href")).endswith("/en/index.html#fig-3.1.2")
    other.close()


def test_the_keyboard_opens_what_a_term_means(page: Page, site: str) -> None:
    page.goto(f"{site}/en/index.html")
    term = page.locator("[id='fig-3.1.3']").get_by_role("button", name="Urbanity")
    term.press("Enter")
    shown = page.locator(".definition:popover-open")
    assert "addresses of a municipality" in shown.inner_text()
    page.keyboard.press("Escape")
    expect(shown).to_have_count(0)
    expect(term).to_be_focused()


def test_a_clipboard_that_is_closed_is_no_dead_end(browser: Browser, site: str) -> None:
    page = browser.new_page()
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('no'));")
    page.goto(f"{site}/en/index.html")
    table = page.locator("[id='tab-3.1.1']")
    table.get_by_text("Link and embed").click()
    table.get_by_role("button", name="Copy Link").click()
    expect(table.locator("details.share [role=status]")).to_contain_text("Ctrl+C")
    assert page.evaluate("getSelection().toString()").endswith("#tab-3.1.1")
    page.close()
