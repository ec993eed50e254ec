"""What was checked, as one page for people that needs nothing from the web."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from segmon import __version__
from segmon.findings import Judged, Notice
from segmon.templating import environment, write_file

#: Outcomes in the order in which people want to see them.
OUTCOMES = ("broken", "rejected", "warning", "met")
DOORS = {"delivery": "The delivery", "marts": "The marts, before they are published"}


def write_page(
    file: Path,
    title: str,
    place: str | Path,
    judged: Sequence[Judged],
    notices: Sequence[Notice] = (),
) -> Path:
    """Write the results of both suites as an HTML page.

    Args:
        file: the page; replaced if it exists.
        title: what was judged, such as the id of a build.
        place: where the delivery is.
        judged: what was judged.
        notices: what is said of the files of the delivery.

    Returns:
        The page.
    """
    ordered = sorted(judged, key=lambda found: OUTCOMES.index(found.outcome))
    text = (
        environment("html")
        .get_template("checks.html.j2")
        .render(
            title=title,
            folder=str(place),
            version=__version__,
            notices=notices,
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
    )
    return write_file(file, text)
