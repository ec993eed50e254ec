"""Any municipality in a real browser: picked by the keyboard, kept in the address."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from helpers.browsers import CHROMIUM, launched, serious_violations
from helpers.deliveries import AMSTERDAM, VLIELAND, YEARS, ZOETERMEER
from helpers.running import PATIENCE, Built
from segmon.labels import Language, labels
from segmon.published.warehouse import open_warehouse
from segmon.report.contents import read_report
from segmon.report.page import write_report

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed")
LINK = f"#area={VLIELAND},GM9999,{AMSTERDAM},x%22%3E&sector=po&characteristic=income&view=strip"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    yield from launched()


def written(build: Built, language: Language, folder: Path) -> str:
    """The address of a report."""
    with open_warehouse(build.warehouse) as connection:
        report = read_report(connection, language)
        return write_report(report, folder / f"{language}.html").as_uri()


@pytest.fixture(scope="module")
def report(varied_build: Built, tmp_path_factory: pytest.TempPathFactory) -> str:
    return written(varied_build, Language.nl, tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def english(varied_build: Built, tmp_path_factory: pytest.TempPathFactory) -> str:
    return written(varied_build, Language.en, tmp_path_factory.mktemp("report"))


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that complains of nothing."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    page = context.new_page()
    page.set_default_timeout(1000 * PATIENCE)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    assert said == []
    context.close()


def drawn(page: Page) -> None:
    """Wait until the charts are those of the address."""
    address = page.evaluate("location.hash")
    expect(page.locator(f'#municipalities[data-drawn="{address}"]')).to_have_count(
        1, timeout=1000 * PATIENCE
    )


def chips(page: Page) -> list[str]:
    """The municipalities that are picked."""
    return page.locator(".chip .name").all_inner_texts()


def test_the_keyboard_picks_and_removes(page: Page, report: str) -> None:
    page.goto(report)
    assert page.locator("#municipalities[data-drawn]").count() == 0
    pick = page.get_by_role("combobox", name="Gemeente toevoegen")
    said = page.locator("#municipalities .said")
    options = page.locator("#any-options").get_by_role("option")
    pick.focus()
    pick.press("ArrowDown")
    assert options.all_inner_texts()[::2] == ["Amsterdam", "Zoetermeer"]
    assert pick.get_attribute("aria-expanded") == "true"
    for key, name in (("End", "Zoetermeer"), ("ArrowDown", "Amsterdam"), ("ArrowUp", "Zoetermeer")):
        pick.press(key)
        active = page.locator(f"[id='{pick.get_attribute('aria-activedescendant')}']")
        assert active.inner_text() == name
        assert active.get_attribute("aria-selected") == "true"
    pick.press("Home")
    pick.press("Escape")
    assert pick.get_attribute("aria-expanded") == "false"
    # what has no figure says why; accents do not matter
    pick.press_sequentially("vlié")
    assert labels("status", Language.nl)["group_absent"] in options.inner_text()
    assert said.inner_text() == "Gevonden gemeenten: 1"
    pick.press("Enter")
    drawn(page)
    assert chips(page) == ["Vlieland"]
    assert said.inner_text() == "Vlieland is toegevoegd"
    pick.press_sequentially("zzz")
    assert said.inner_text() == "Geen gemeente gevonden"
    chip = page.get_by_role("button", name="Vlieland weghalen")
    box = chip.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 44
    chip.press("Enter")
    drawn(page)
    assert chips(page) == []
    expect(pick).to_be_focused()
    # the way back
    page.go_back()
    drawn(page)
    assert chips(page) == ["Vlieland"]
    # another place on the page changes nothing
    page.evaluate("location.hash = '#fig-3.1.2'")
    assert page.locator(":target").get_attribute("id") == "fig-3.1.2"
    assert chips(page) == ["Vlieland"]


def test_a_link_shows_the_same(page: Page, report: str, varied_build: Built) -> None:
    page.goto(report + LINK)
    drawn(page)
    part = page.locator("#municipalities")
    # what the build does not have is left out, and the page says so
    assert chips(page) == ["Vlieland", "Amsterdam"]
    assert part.locator(".unknown").inner_text() == (
        'Deze link vraagt om iets dat niet in dit rapport staat (gemeente “GM9999”, “x">”);'
        " in plaats daarvan is te zien: Vlieland, Amsterdam."
    )
    assert page.get_by_label("Alle gemeenten").is_checked()
    # Vlieland has no figure in the last year: no dot, and the line says why
    assert part.locator(".plot >> nth=0").locator(".mark-symbol path").count() == 2
    why = labels("status", Language.nl)["group_absent"]
    assert f"Vlieland: {why} ({YEARS[1]})" in part.locator(".remarks li").all_inner_texts()
    part.get_by_text("Cijfers").click()
    row = part.locator("tr", has=page.get_by_role("rowheader", name="Vlieland"))
    assert row.locator("td").all_inner_texts() == ["–", "–", "–", "1", why]
    part.get_by_label("Door de jaren").check()
    drawn(page)
    assert "view=trend" in page.url
    assert part.locator(".unknown").inner_text() == ""
    with page.expect_download() as download:
        part.locator("button.csv").click()
    lines = list(csv.reader(download.value.path().read_text(encoding="utf-8").splitlines()))
    ((value, schools),) = varied_build.rows(
        "select value, n_schools from marts.segregation_municipality where sector = 'po'"
        f" and characteristic = 'income' and school_year = '{YEARS[1]}'"
        f" and area_code = '{AMSTERDAM}' and index_code = 'dissimilarity'"
    )
    (line,) = (line for line in lines if line[:2] == ["Amsterdam", YEARS[1]])
    assert (float(line[2]), line[5], len(lines)) == (value, f"{schools}", 1 + 4 * len(YEARS))


def test_a_link_says_what_the_page_does_not_have(page: Page, english: str) -> None:
    part = page.locator("#municipalities")
    unknown = part.get_by_role("status").and_(page.locator(".unknown"))
    page.goto(f"{english}#area=GM9999&sector=%3Cimg%20src=x%3E&characteristic=income&view=pie")
    drawn(page)
    assert unknown.inner_text() == (
        "This link asks for something that is not in this report (municipality “GM9999”;"
        " sector “<img src=x>”; view “pie”);"
        " shown instead: Netherlands; Primary education; Over the years."
    )
    assert unknown.is_visible()
    # what it does have is shown
    assert page.get_by_label("Characteristic").input_value() == "income"
    assert part.locator("img").count() == 0
    # without what turns the text around, and short
    page.evaluate("name => { location.hash = `characteristic=${name}` }", "\u202e" + "a" * 99)
    drawn(page)
    assert f"characteristic “{'a' * 40}…”)" in unknown.inner_text()
    page.evaluate(f"location.hash = 'area={AMSTERDAM}'")
    drawn(page)
    assert unknown.inner_text() == ""


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_no_serious_violation(page: Page, report: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(report + LINK.replace("GM9999", ZOETERMEER))
    # of this part only: the other tests look at the rest
    page.locator("#content > section:not(#municipalities), nav").evaluate_all(
        "all => all.forEach(section => section.remove())"
    )

    def opened(page: Page) -> None:
        drawn(page)
        page.locator(".numbers").evaluate("details => { details.open = true; }")
        page.locator("#any-pick").press("ArrowDown")

    assert serious_violations(page, opened) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.emulate_media(media="print")
    assert not page.locator("#municipalities").is_visible()


def test_without_a_script_it_says_so(browser: Browser, report: str) -> None:
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(report)
    text = page.locator("#municipalities").inner_text()
    assert text.split("\n")[-1] == labels("report", Language.nl)["any_needs_script"]
    context.close()
