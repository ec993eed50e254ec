"""How soon reports show their charts: `python benchmarks/report_browser.py FILE.html …`.

Several files take turns, so that what else the machine does weighs on all of them alike; processor
time of the page's own thread says what each costs where the machine is busy.
"""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

TURNS = 5
#: Notes when the first and the last chart are drawn; a predicate would be made in the page, whose
#: policy forbids that.
NOTED = """
const seen = {};
new MutationObserver(() => {
    const waiting = document.querySelector('.figure:not([data-drawn])');
    seen.first ??= performance.now();
    if (!waiting && document.readyState === 'complete') seen.last ??= performance.now();
}).observe(document, { subtree: true, attributeFilter: ['data-drawn'] });
window.seenCharts = seen;
"""
ALL_DRAWN = "html:not(:has(.figure:not([data-drawn]))):has(.figure)"


def measured(browser: Browser, file: Path) -> tuple[float, float, float]:
    """Seconds to the first chart and to the last, and of processor time.

    Args:
        browser: a browser.
        file: the page.
    """
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script(NOTED)
    devtools = context.new_cdp_session(page)
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(file.resolve().as_uri())
    page.wait_for_selector(ALL_DRAWN, state="attached", timeout=120_000)
    # what is seen is noted after the last chart
    page.wait_for_timeout(200)
    seen = page.evaluate("window.seenCharts")
    found = {m["name"]: m["value"] for m in devtools.send("Performance.getMetrics")["metrics"]}
    context.close()
    return seen["first"] / 1000, seen["last"] / 1000, found["ThreadTime"]


def main(files: list[Path]) -> None:
    """Open each page a few times with the network off; print the medians."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--headless", "--no-sandbox"]
        )
        runs = [[measured(browser, file) for file in files] for _ in range(TURNS)]
        browser.close()
    for file, of_file in zip(files, zip(*runs, strict=True), strict=True):
        first, last, busy = (median(values) for values in zip(*of_file, strict=True))
        print(
            f"{file}: first chart {first:.1f} s, all {last:.1f} s, {busy:.1f} s of processor time"
        )


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
