"""The example of a dashboard in a real browser, served by Streamlit on this machine."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import duckdb
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from helpers.browsers import CHROMIUM, launched
from helpers.harness import DATABASE, DbtRun
from helpers.running import PATIENCE, wait_until
from segmon.project import project_dir

#: Streamlit has an environment of its own, or is in that of the tests.
PLACES = [Path(sys.executable).parent, project_dir() / ".venv-dashboard" / "bin"]
STREAMLIT = shutil.which("streamlit", path=os.pathsep.join(map(str, PLACES)))
pytestmark = [
    pytest.mark.nightly,
    pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed"),
    pytest.mark.skipif(
        not STREAMLIT, reason="streamlit is not installed: make .venv-dashboard/.done"
    ),
]
PATIENT = 1000 * PATIENCE


@contextmanager
def served(warehouse: Path) -> Iterator[str]:
    """The address of the dashboard on a warehouse, as long as it is served."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    assert STREAMLIT
    server = subprocess.Popen(
        [STREAMLIT, "run", "app.py", f"--server.port={port}"],
        cwd=project_dir() / "examples" / "dashboard",
        env={**os.environ, "SEGMON_WAREHOUSE": str(warehouse)},
        stdout=subprocess.DEVNULL,
    )

    def answers() -> bool:
        assert server.poll() is None
        try:
            return bool(urlopen(f"http://localhost:{port}/_stcore/health", timeout=PATIENCE).read())
        except OSError:
            return False

    try:
        wait_until(answers)
        yield f"http://localhost:{port}/"
    finally:
        server.terminate()
        server.wait(PATIENCE)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    yield from launched()


@pytest.fixture(scope="module")
def warehouse(register_run: DbtRun, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published file of this module's own."""
    file: Path = tmp_path_factory.mktemp("dashboard") / "segmon.duckdb"
    shutil.copyfile(register_run.folder / DATABASE, file)
    return file


@pytest.fixture(scope="module")
def address(warehouse: Path) -> Iterator[str]:
    with served(warehouse) as place:
        yield place


@pytest.fixture(params=[1280, 390])
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """The page, drawn; it asks nothing of other machines and has no error."""
    context = browser.new_context(viewport={"width": request.param, "height": 900})
    page = context.new_page()
    page.set_default_timeout(PATIENT)
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url))
    page.goto(address)
    drawn(page)
    yield page
    assert [text for text in said if not text.startswith((address, "data:", "blob:"))] == []
    context.close()


def drawn(page: Page, charts: int = 3) -> None:
    """Wait until the page is as the reader chose."""
    expect(page.locator("svg.marks")).to_have_count(charts, timeout=PATIENT)
    expect(page.locator("[data-testid=stApp]")).to_have_attribute(
        "data-test-script-state", "notRunning", timeout=PATIENT
    )
    assert page.locator("[data-testid=stException], [data-testid=stAlert]").count() == 0


def choose(page: Page, what: str, name: str, seen: str) -> None:
    """Choose by typing, and wait for the note that is then seen."""
    page.get_by_role("combobox", name=what).click()
    # a narrow page opens a box over the one that was there
    page.get_by_role("combobox", name=what).fill(name)
    page.get_by_role("option", name=name, exact=True).click()
    expect(page.get_by_text(seen)).to_be_visible(timeout=PATIENT)
    drawn(page)


def figures(warehouse: Path, sector: str) -> list[tuple[str, float, int, int]]:
    """Name, dissimilarity by income, schools and pupils of each municipality, highest first."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(
            "select area_name, value, n_schools, n_pupils from marts.segregation_all_en"
            " where is_latest and sector = ? and characteristic = 'income'"
            " and area_level = 'municipality' and index_code = 'dissimilarity'"
            " order by value desc nulls last",
            [sector],
        ).fetchall()


def notes(warehouse: Path) -> dict[str, str]:
    """What is said of each municipality in secondary education, the largest one first."""
    largest = sorted(figures(warehouse, "vo"), key=lambda row: -row[3])
    return {name: f"{name}: {value:.2f} ({n} schools)." for name, value, n, _ in largest if value}


def test_the_most_segregated_are_named_with_their_figures(page: Page, warehouse: Path) -> None:
    most = [row for row in figures(warehouse, "po") if row[2] >= 4][:15]
    chart = page.locator("svg.marks").first
    expect(chart.locator(".mark-rect path")).to_have_count(len(most), timeout=PATIENT)
    values = chart.locator(".mark-text.role-mark text").all_text_contents()
    assert values == [f"{row[1]:.2f}" for row in most]
    labels = chart.locator(".role-axis-label text").all_text_contents()
    names = [row[0] for row in most]
    assert [label for label in labels if label in names] == names
    assert {"0.0", "0.2", "1.0"} <= set(labels)


def test_no_chart_is_wider_than_the_page(page: Page) -> None:
    wide = page.locator("svg.marks").evaluate_all(
        "all => all.filter(svg => svg.getBoundingClientRect().right > innerWidth).length"
    )
    assert wide == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_axe_finds_nothing(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []


def test_what_the_reader_chooses_is_shown(page: Page, warehouse: Path) -> None:
    said = notes(warehouse)
    choose(page, "Sector", "Secondary education", next(iter(said.values())))
    choose(page, "Municipality", "Utrecht", said["Utrecht"])
    expect(page.get_by_role("heading", name="Utrecht next to its urbanity class")).to_be_visible()
    lines = page.locator("svg.marks").nth(1)
    assert lines.locator(".role-legend-label text").all_text_contents()[0] == "Utrecht"
    assert lines.locator(".mark-line path").count() == 2


def test_a_new_build_is_shown_at_the_next_choice(
    browser: Browser, warehouse: Path, tmp_path: Path
) -> None:
    published, new = tmp_path / "segmon.duckdb", tmp_path / "new.duckdb"
    shutil.copyfile(warehouse, published)
    shutil.copyfile(warehouse, new)
    with duckdb.connect(str(new)) as connection:
        connection.execute(
            "update marts.segregation_all_en set area_name = 'Nieuw Utrecht'"
            " where area_name = 'Utrecht'"
        )
    with served(published) as address:
        page = browser.new_page()
        page.goto(address)
        drawn(page)
        new.replace(published)
        said = notes(published)
        choose(page, "Sector", "Secondary education", next(iter(said.values())))
        choose(page, "Municipality", "Nieuw Utrecht", said["Nieuw Utrecht"])
        page.close()


def test_a_value_that_is_not_there_is_explained(
    browser: Browser, warehouse: Path, tmp_path: Path
) -> None:
    """And what other countries do not have, urbanity and denominations, is not missed."""
    file = tmp_path / "segmon.duckdb"
    shutil.copyfile(warehouse, file)
    with duckdb.connect(str(file)) as connection:
        connection.execute("delete from marts.category_contribution_en")
        connection.execute("delete from marts.segregation_all_en where area_level = 'urbanity'")
        connection.execute(
            "update marts.segregation_all_en set value = null, urbanity = 'unknown',"
            " status_name = 'not known: <b>*why*</b>'"
        )
    with served(file) as address:
        page = browser.new_page()
        page.goto(address)
        drawn(page, charts=2)
        said = page.locator("[data-testid=stText]").all_inner_texts()
        assert re.fullmatch(r"\w.+: not known: <b>\*why\*</b> \(\d+ schools\)\. Left.*", said[0])
        assert re.fullmatch(r"(\w[^,]+ \d{4}-\d{4}, ){4}not known: <b>\*why\*</b>", said[1])
        page.close()


@pytest.mark.parametrize("content", [None, b"no database"])
def test_a_file_that_is_none_is_told(
    content: bytes | None, browser: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "segmon.duckdb"
    if content:
        file.write_bytes(content)
    with served(file) as address:
        page = browser.new_page()
        page.goto(address)
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text(
            f"{file} is not a file that segmon published", timeout=PATIENT
        )
        assert "Traceback" not in alert.inner_text()
        page.close()
