"""Any municipality in a real browser: picked by the keyboard, kept in the address."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from helpers.browsers import CHROMIUM, complaints, serious_violations
from helpers.deliveries import AMSTERDAM, VLIELAND, YEARS, ZOETERMEER
from helpers.running import PATIENCE, Built
from segmon.labels import Language, labels
from segmon.published.warehouse import open_warehouse
from segmon.report.contents import read_report
from segmon.report.page import write_report

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed")
LINK = f"#area={VLIELAND},GM9999,{AMSTERDAM},x%22%3E&sector=po&characteristic=income&view=strip"


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
    said = complaints(page)
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


@pytest.mark.parametrize(("width", "view"), [(1280, "strip"), (390, "strip"), (390, "map")])
def test_axe_finds_no_serious_violation(page: Page, report: str, width: int, view: str) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(report + LINK.replace("GM9999", ZOETERMEER).replace("strip", view))
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
    assert page.locator("#municipalities").is_visible() == (view == "map")


def tile(page: Page, name: str, plot: int = 0) -> Locator:
    """The tile of a municipality."""
    data = page.evaluate("JSON.parse(document.querySelector('.any-data').textContent).data")
    return page.locator(f".map >> nth={plot}").locator(
        f"[data-area='{data['areas']['name'].index(name)}']"
    )


def test_the_map_is_walked_and_picks_by_keyboard(page: Page, report: str) -> None:
    page.goto(report + "#area=&sector=po&characteristic=income&view=strip")
    drawn(page)
    page.get_by_role("radio", name="Alle gemeenten").press("ArrowRight")
    drawn(page)
    assert "view=map" in page.url
    country = page.locator(".map").first
    finding = f"Dissimilariteit van 3 gemeenten in {YEARS[1]}: het hoogst Zoetermeer 1,00"
    assert finding in (country.get_attribute("aria-label") or "")
    assert country.locator("[data-area]").count() == 3
    # from the first by name to its neighbours in the direction of the arrow
    country.focus()
    tip = page.locator("#tip")
    for key, name in (("ArrowLeft", "Amsterdam"), ("ArrowUp", "Vlieland")):
        country.press(key)
        assert f"Gebied {name}" in tip.inner_text()
    assert labels("status", Language.nl)["group_absent"] in tip.inner_text()
    country.press("ArrowDown")
    said = tip.inner_text()
    assert all(line in said for line in ("door toeval 0,2228", "Groep onbekend 7,0%", "0,5556"))
    country.press("Enter")
    drawn(page)
    assert chips(page) == ["Amsterdam"]
    expect(country).to_be_focused()
    assert "Amsterdam 0,56" in country.locator("text").all_text_contents()
    # once more lets it go
    country.press("Enter")
    drawn(page)
    assert chips(page) == []
    country.press("Escape")
    assert tip.is_hidden()


def changed(report: str, file: Path) -> str:
    """A page on which one figure is hidden, one says little, and Zoetermeer has no tile."""
    text = Path(report.removeprefix("file://")).read_text(encoding="utf-8")
    ((embedded,),) = [re.findall(r'class="any-data">(.*?)</script>', text, re.S)]
    made = json.loads(embedded)
    areas, topic = made["data"]["areas"], made["data"]["topics"]["po"]["income"]
    places = {code: place for place, code in enumerate(areas["code"])}
    statuses = [code for code, _ in made["data"]["statuses"]]
    last_year = (len(YEARS) - 1) * len(places)
    for code, status in ((AMSTERDAM, "single_school"), (VLIELAND, "suppressed")):
        topic["interaction_status"][last_year + places[code]] = statuses.index(status)
    topic["interaction"][last_year + places[VLIELAND]] = None
    areas["tile"][places[ZOETERMEER]] = None
    file.write_text(text.replace(embedded, json.dumps(made)), encoding="utf-8")
    return file.as_uri()


def test_the_map_says_of_what_it_has_no_figure(page: Page, report: str, tmp_path: Path) -> None:
    address = changed(report, tmp_path / "nl.html")
    page.goto(address + "#area=&sector=po&characteristic=income&view=map")
    drawn(page)
    part, text = page.locator("#municipalities"), labels("report", Language.nl)
    for name, plot, looks in (
        ("Vlieland", 0, ["tile no-figure"]),
        ("Vlieland", 1, ["tile hidden-figure", "dash"]),
        ("Amsterdam", 1, ["tile class-2 hatched", "tile"]),
    ):
        paths = tile(page, name, plot).locator("path")
        found = paths.evaluate_all("all => all.map(path => path.getAttribute('class'))")
        assert found == looks
    legend = part.locator(".classes >> nth=1").inner_text()
    assert all(text[f"any_{kind}"] in legend for kind in ("hatched", "hidden_figure"))
    assert text["any_no_figure"] in part.locator(".classes >> nth=0").inner_text()
    assert part.locator(".placeless").inner_text() == text["any_placeless"].format(
        names="Zoetermeer"
    )
    # a click picks too
    tile(page, "Amsterdam").click()
    drawn(page)
    assert chips(page) == ["Amsterdam"]


def test_the_map_is_whole_on_a_phone_and_printed(page: Page, report: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(report + LINK.replace("strip", "map"))
    drawn(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    box = tile(page, "Amsterdam").bounding_box()
    assert box
    assert box["width"] >= 8
    page.emulate_media(media="print")
    assert page.locator(".map").first.is_visible()
    assert not page.locator("#any-pick").is_visible()


def test_without_a_script_it_says_so(browser: Browser, report: str) -> None:
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(report)
    text = page.locator("#municipalities").inner_text()
    assert text.split("\n")[-1] == labels("report", Language.nl)["any_needs_script"]
    context.close()
