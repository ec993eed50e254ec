"""What was checked, as one page for people that needs nothing from the web."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from segmon import PROJECT_DIR, __version__
from segmon.errors import Judged, writing

#: Outcomes in the order in which people want to see them.
OUTCOMES = ("broken", "rejected", "warning", "met")
DOORS = {"delivery": "The delivery", "marts": "The marts, before they are published"}


def write_page(file: Path, title: str, folder: Path, judged: Sequence[Judged]) -> Path:
    """Write the results of both suites as an HTML page.

    Args:
        file: the page; replaced if it exists.
        title: what was judged, such as the id of a build.
        folder: the folder that was delivered.
        judged: what was judged.

    Returns:
        The page.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    templates = FileSystemLoader(PROJECT_DIR / "cli" / "segmon" / "templates")
    environment = Environment(
        loader=templates, autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    ordered = sorted(judged, key=lambda found: OUTCOMES.index(found.outcome))
    text = environment.get_template("checks.html.j2").render(
        title=title,
        folder=str(folder),
        version=__version__,
        totals={
            outcome: n
            for outcome in OUTCOMES
            if (n := sum(1 for found in judged if found.outcome == outcome))
        },
        doors={
            name: results
            for door, name in DOORS.items()
            if (results := [found for found in ordered if found.finding.door == door])
        },
    )
    with writing(file):
        part = file.with_suffix(".part")
        part.write_text(text, encoding="utf-8")
        part.replace(file)
    return file
