"""What a command says: progress while it works, then what it wrote."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from segmon.labels import Language, areas, characteristics, labels


@contextmanager
def progress_bar(quiet: bool) -> Iterator[Callable[[str, float], None]]:
    """A progress bar on a terminal, silence elsewhere.

    Yields:
        A function of the step and the part that is done, in [0, 1].
    """
    if quiet or not sys.stderr.isatty():
        yield lambda step, part: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(30), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=1.0)
        yield lambda step, part: bar.update(task, description=step, completed=part)


def say(as_json: bool, result: Mapping[str, Any], lines: Sequence[str]) -> None:
    """Print a result: as one JSON object, or as lines for people."""
    print(json.dumps(result, ensure_ascii=False) if as_json else "\n".join(lines))


def headline_tables(figures: Sequence[Mapping[str, Any]]) -> list[str]:
    """Headline figures as lines of text: a table per sector, a row per area.

    Args:
        figures: as `headline_figures` returns them.
    """
    values = {
        (f["sector"], f["characteristic"], f["index_code"], f["area_level"], f["area_code"]): f
        for f in figures
    }
    short = {"dissimilarity": "D", "interaction": "xPy"}
    lines: list[str] = []
    for sector, sector_name in labels("sector", Language.en).items():
        years = {f["school_year"] for f in figures if f["sector"] == sector}
        shown = {f["characteristic"] for f in figures if f["sector"] == sector}
        columns = [(c, i) for c in characteristics(Language.en) if c in shown for i in short]
        if not columns:
            continue
        lines += ["", f"{sector_name} {' '.join(sorted(years))}".ljust(26)]
        lines[-1] += "".join(f"{c} {short[i]}".rjust(20) for c, i in columns)
        for area, name in areas(Language.en).items():
            cells = [values.get((sector, *column, *area)) for column in columns]
            if any(cells):
                lines.append(f"  {name}".ljust(26) + "".join(map(_cell, cells)))
    return lines


def _cell(figure: Mapping[str, Any] | None) -> str:
    if figure is None:
        return "–".rjust(20)
    value = figure["value"]
    return (figure["status"] if value is None else f"{value:.6f}").rjust(20)
