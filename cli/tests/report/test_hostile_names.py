"""Names that are markup are shown as names: in a real browser, none of them does anything."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from helpers.browsers import CHROMIUM, complaints, open_all
from helpers.deliveries import VLIELAND, ZOETERMEER, register_tables, write_delivery
from helpers.projects import copy_project
from helpers.running import PATIENCE, Built, Segmon, Shared
from segmon.build.context import BuildOptions
from segmon.build.run import build
from segmon.checks.page import write_page
from segmon.findings import Finding, Judged
from segmon.progress import quiet

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed")
#: Ways out of a text, an attribute, a script, a style, a comment and a template.
BREAKOUTS = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(2)</script><!--<script>",
    "\"'><svg onload=alert(3)>",
    "</title></style></textarea><iframe srcdoc='<script>parent.alert(4)</script>'>",
    '\\"-alert(5)-"${alert(6)}`\'',
)
HOSTILE = "".join(BREAKOUTS)
#: As `HOSTILE`, for the name of a file or folder.
FOLDER = HOSTILE.replace("/", "&sol;")
#: What a page consists of that no name may add to.
FOREIGN = "img, iframe, object, embed, [onerror], [onload], body textarea, meta:not(head > meta)"


@pytest.fixture
def opened(browser: Browser) -> Iterator[Page]:
    """A page whose policy is off, so that only its own care keeps a script from running."""
    context = browser.new_context(bypass_csp=True, offline=True)
    page = context.new_page()
    page.set_default_timeout(1000 * PATIENCE)
    said = complaints(page)
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    yield page
    assert said == []
    assert page.locator(FOREIGN).count() == 0
    context.close()


@pytest.fixture(scope="module")
def hostile_build(shared: Shared) -> Built:
    """The hand-made delivery, in which every name that people choose is hostile."""

    def make(folder: Path) -> None:
        tables = register_tables()
        schools, municipalities = tables["schools"], tables["municipalities"]
        schools["school_name"] = HOSTILE
        codes = municipalities["municipality_code"]
        municipalities["municipality_name"] = [
            f"{'=' if code == ZOETERMEER else ''}{code}{HOSTILE}" for code in codes
        ]
        tables["pupils"]["home_to_school_km"] = "1.5"
        delivery = write_delivery(tables, folder / FOLDER)
        options = BuildOptions(focus=(ZOETERMEER, VLIELAND))
        build(delivery, "register", folder / "warehouse" / "segmon.duckdb", quiet, options)

    return Built(shared("hostile", make) / "warehouse" / "segmon.duckdb")


@pytest.fixture(scope="module")
def hostile_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project in which every label is hostile as well."""
    project = copy_project(tmp_path_factory.mktemp("project") / FOLDER)
    for seed in ("labels", "characteristics"):
        file = project / "seeds" / f"{seed}.csv"
        with file.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        for row in rows:
            for name in row:
                if name.startswith(("label_", "group_name_")) and name != "label_kind":
                    # `{years}` is filled in where a label has it, so these have no braces
                    row[name] += BREAKOUTS[len(row[name]) % 4]
        with file.open("w", encoding="utf-8", newline="") as stream:
            lines = csv.DictWriter(stream, rows[0])
            lines.writeheader()
            lines.writerows(rows)
    return project


def n_shown(page: Page, name: str) -> int:
    """How many elements hold a name and nothing else."""
    texts: list[str] = page.locator("th, .name").all_text_contents()
    return texts.count(name)


def test_the_report(
    opened: Page, hostile_build: Built, hostile_project: Path, segmon: Segmon, tmp_path: Path
) -> None:
    env = {"SEGMON_WAREHOUSE": str(hostile_build.warehouse), "SEGMON_PROJECT": str(hostile_project)}
    page = tmp_path / f"{FOLDER[:150]}.html"
    run = segmon("report", "--out", page, "--focus", VLIELAND, "--focus", ZOETERMEER, env=env)
    assert run.returncode == 0, run.stderr
    opened.goto(page.as_uri())
    expect(opened.locator(".figure:not([data-drawn])")).to_have_count(0, timeout=1000 * PATIENCE)
    for name in (VLIELAND, f"={ZOETERMEER}"):
        assert n_shown(opened, f"{name}{HOSTILE}") > 1
    figures = opened.locator(".item.figure").count()
    # the data of each figure and of any municipality, what charts look like and their shapes, Vega
    # and the page's own
    assert opened.locator("script").count() == figures + 7
    pick = opened.locator("#any-pick")
    pick.fill(VLIELAND)
    assert opened.locator("[role=option]").first.inner_text().startswith(f"{VLIELAND}{HOSTILE}")
    pick.press("ArrowDown")
    pick.press("Enter")
    expect(opened.locator("#municipalities[data-drawn]")).to_have_count(1)
    assert opened.locator(".chip .name").inner_text() == f"{VLIELAND}{HOSTILE}"
    for mark in opened.locator(".mark-symbol path").all()[:3]:
        mark.dispatch_event("mousemove")
    open_all(opened)
    with opened.expect_download() as download:
        opened.locator("button.csv").first.click()
    for row in csv.reader(download.value.path().read_text(encoding="utf-8").splitlines()):
        assert not any(cell.startswith(("=", "@")) for cell in row)


def test_the_changes(
    opened: Page, hostile_build: Built, hostile_project: Path, segmon: Segmon, tmp_path: Path
) -> None:
    env = {"SEGMON_WAREHOUSE": str(hostile_build.warehouse), "SEGMON_PROJECT": str(hostile_project)}
    run = segmon("export", "changes", "--format", "html", "--out", tmp_path, env=env)
    assert run.returncode == 0, run.stderr
    (page,) = tmp_path.glob("*.html")
    opened.goto(page.as_uri())
    assert n_shown(opened, f"={ZOETERMEER}{HOSTILE}") > 1
    assert opened.locator("script").count() == 0


def test_the_checks_of_a_build(opened: Page, hostile_build: Built) -> None:
    (page,) = hostile_build.warehouse.parent.glob("segmon.builds/*.html")
    opened.goto(page.as_uri())
    assert FOLDER in opened.inner_text("p.of >> nth=0")
    assert opened.locator("script").count() == 0


def test_the_checks_of_a_refused_delivery(opened: Page, tmp_path: Path) -> None:
    finding = Finding(
        *(HOSTILE, HOSTILE, HOSTILE, 1, 1, 0, (HOSTILE, "\x1b[2J"), FOLDER, HOSTILE, HOSTILE)
    )
    file = tmp_path / "page.html"
    opened.goto(write_page(file, HOSTILE, Path(FOLDER), [Judged(finding, False)]).as_uri())
    assert opened.title() == f"Checks {HOSTILE}"
    text = opened.inner_text("main")
    assert text.count(HOSTILE) == 7
    assert text.count(FOLDER) == 2
    assert "\\x1b[2J" in text


def test_the_policy_of_a_page_stops_a_script(browser: Browser, tmp_path: Path) -> None:
    file = write_page(tmp_path / "page.html", "", tmp_path, [])
    attack = (
        "<script>document.title = 'steered'</script><img src=x onerror=\"document.title = 'x'\">"
    )
    file.write_text(file.read_text().replace("</body>", f"{attack}</body>"))
    page = browser.new_page()
    page.goto(file.as_uri())
    page.wait_for_load_state("networkidle")
    assert page.locator("script, img").count() == 2
    assert page.title() == "Checks"
    page.close()
