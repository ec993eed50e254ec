"""A real browser that looks for nothing on the network."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from helpers.running import PATIENCE

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


def launched() -> Iterator[Browser]:
    """A browser, closed when it is done with."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=ARGUMENTS, timeout=1000 * PATIENCE
        )
        yield browser
        browser.close()


def complaints(page: Page, with_requests: bool = False) -> list[str]:
    """What a page will complain of: a list that grows.

    Args:
        page: the page, before it is opened.
        with_requests: whether the addresses that it asks for are in it too.
    """
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    if with_requests:
        page.on("request", lambda request: said.append(request.url))
    return said


def open_all(page: Page) -> None:
    """Open all that is folded."""
    page.locator("details").evaluate_all("all => all.forEach(d => { d.open = true; })")


#: Runs axe in the page, for so many milliseconds at most.
RUN_AXE = """async (patience) => {
    const late = new Promise((done) => setTimeout(() => done({}), patience));
    const found = await Promise.race([axe.run({ resultTypes: ['violations'] }), late]);
    return found.violations;
}"""


def serious_violations(page: Page, prepare: Callable[[Page], None]) -> list[tuple[str, str]]:
    """The rule and the element of what axe finds serious, or worse, on a page.

    Args:
        page: the page, opened.
        prepare: brings it into the state that is looked at.
    """
    return [
        (found["id"], found["nodes"][0]["html"])
        for found in violations(page, prepare)
        if found["impact"] in ("serious", "critical")
    ]


def violations(page: Page, prepare: Callable[[Page], None]) -> list[dict[str, Any]]:
    """What axe finds on a page; where it does not come back, the page is opened anew, once.

    Args:
        page: the page, opened.
        prepare: brings it into the state that is looked at.
    """
    for _ in range(2):
        prepare(page)
        page.evaluate(Axe().axe_script)
        found: list[dict[str, Any]] | None = page.evaluate(RUN_AXE, 300_000)
        if found is not None:
            return found
        page.reload()
    raise TimeoutError("axe does not come back")
