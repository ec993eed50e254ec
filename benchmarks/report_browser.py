"""How soon a report shows its charts: `python benchmarks/report_browser.py FILE.html`."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

FIRST = "document.querySelector('[data-drawn]') !== null"
ALL = "document.querySelector('.figure:not([data-drawn])') === null"


def main(file: Path) -> None:
    """Open the page with the network off; print seconds to the first and to the last chart."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--headless", "--no-sandbox"]
        )
        page = browser.new_context(offline=True).new_page()
        start = time.perf_counter()
        page.goto(file.resolve().as_uri(), wait_until="commit")
        page.wait_for_function(FIRST, timeout=60_000)
        first = time.perf_counter() - start
        page.wait_for_function(ALL, timeout=120_000)
        print(f"first chart {first:.1f} s, all {time.perf_counter() - start:.1f} s")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
