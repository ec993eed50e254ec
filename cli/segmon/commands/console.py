"""What a command says: progress while it works, then what it wrote."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from segmon.errors import DeliveryError, SegmonError
from segmon.labels import Language, areas, characteristics, labels

if TYPE_CHECKING:
    from segmon.build.context import BuildResult
    from segmon.checks.checked import CheckedDelivery
    from segmon.findings import Judged


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


def say(
    as_json: bool, result: Mapping[str, Any], lines: Sequence[str], quiet: bool = False
) -> None:
    """Print a result: as one JSON object, as lines for people, or not at all."""
    if as_json:
        print(json.dumps(result, ensure_ascii=False))
    elif not quiet:
        print("\n".join(lines))
    for warning in result.get("warnings", ()):
        print(f"warning: {warning}", file=sys.stderr)


def say_error(as_json: bool, error: Exception) -> int:
    """Say why a command ends, and return its exit code."""
    if isinstance(error, SegmonError):
        text, code, page, judged = str(error), error.exit_code, error.page, error.judged
    else:
        text = f"{type(error).__name__}: {error} (segmon --debug … shows where)"
        code, page, judged = SegmonError.exit_code, None, ()
    if as_json:
        broken = [asdict(found.finding) for found in judged if found.blocks]
        said = {"error": text, "exit_code": code, "findings": broken, "page": page and str(page)}
        print(json.dumps(said, ensure_ascii=False))
    refused = "; nothing was published" if isinstance(error, DeliveryError) else ""
    print(f"error: {text}{refused}", file=sys.stderr)
    if page:
        print(f"page    {page}", file=sys.stderr)
    return code


def warn(holder: str) -> None:
    """Say that this build waits for another one."""
    print(f"waiting for {holder} to end", file=sys.stderr, flush=True)


def build_result(built: BuildResult) -> dict[str, object]:
    """A build as the object that `--json` prints."""
    return {
        "warehouse": str(built.warehouse),
        "build_id": built.build_id,
        "page": str(built.page),
        **check_result(built.checked),
        "kept_years": list(built.kept_years),
        "warnings": _warnings(built.judged),
        "models": built.n_models,
        "tests": built.n_tests,
        "marts": built.marts,
        "seconds": built.seconds,
    }


def build_lines(built: BuildResult) -> list[str]:
    """A build as lines of text: what was read, and what was built."""
    checked = built.checked
    steps = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in built.seconds.items())
    return [
        *checked_lines(checked),
        f"built   {built.n_models} models, {built.n_tests} tests passed ({steps})",
        *([f"kept    {', '.join(built.kept_years)}"] if built.kept_years else []),
        f"page    {built.page}",
    ]


def check_result(checked: CheckedDelivery) -> dict[str, object]:
    """A delivery that passed as the object that `--json` prints."""
    return {
        "rows": checked.n_rows,
        "rules": len(checked.judged),
        "rejected": len(
            {(row.table_name, row.file_name, row.row_number) for row in checked.rejected}
        ),
        "warnings": _warnings(checked.judged),
    }


def checked_lines(checked: CheckedDelivery) -> list[str]:
    """A delivery that passed as lines of text."""
    rows = ", ".join(f"{table} {n:,}" for table, n in checked.n_rows.items())
    folder, n_rules = checked.found.folder, len(checked.judged)
    n_met = sum(found.is_met for found in checked.judged)
    lines = [f"checked {folder}: {n_met} of {n_rules} rules hold; rows read: {rows}"]
    if n_met == n_rules:
        lines = [f"checked {folder}: {n_rules} rules hold; rows read: {rows}"]
    for row in checked.rejected[:10]:
        place = f"{row.file_name} row {row.row_number:,}" + (
            f", {row.column_name}" if row.column_name else ""
        )
        lines.append(
            f"left out {place}: {row.rule}" + (f"; it is {row.value}" if row.value else "")
        )
    if len(checked.rejected) > 10:
        lines.append(f"left out {len(checked.rejected) - 10:,} more: see ops.rejected_rows")
    return lines


def _warnings(judged: Sequence[Judged]) -> list[str]:
    return [str(found.finding) for found in judged if found.outcome == "warning"]


def headline_tables(
    figures: Sequence[Mapping[str, Any]], language: Language = Language.en
) -> list[str]:
    """Headline figures as lines of text: a table per sector, a row per area.

    Args:
        figures: as `headline_figures` returns them; where they carry `published`, it stands beside
            the figure.
        language: language of the labels.
    """
    cities = {f["area_code"]: f["area_name"] for f in figures if f["area_level"] == "g4"}
    beside = any("published" in figure for figure in figures)
    values = {
        (f["sector"], f["characteristic"], f["index_code"], f["area_level"], f["area_code"]): f
        for f in figures
    }
    short = {"dissimilarity": "D", "interaction": "xPy"}
    lines: list[str] = []
    for sector, sector_name in labels("sector", language).items():
        shown = {f["characteristic"] for f in figures if f["sector"] == sector}
        columns = [(c, i) for c in characteristics(language) if c in shown for i in short]
        if not columns:
            continue
        years = sorted({f["school_year"] for f in figures if f["sector"] == sector})
        heads = [f"{characteristic} {short[index]}" for characteristic, index in columns]
        rows = []
        for area, name in areas(cities, language).items():
            cells = [values.get((sector, *column, *area)) for column in columns]
            if any(cells):
                rows.append((f"  {name}", [_cell(cell, beside) for cell in cells]))
        width = 3 + max(len(text) for text in [*heads, *(c for _, row in rows for c in row)])
        lines += ["", f"{sector_name} {' '.join(years)}".ljust(30)]
        lines[-1] += "".join(head.rjust(width) for head in heads)
        lines += [name.ljust(30) + "".join(c.rjust(width) for c in row) for name, row in rows]
    return lines


def _cell(figure: Mapping[str, Any] | None, beside: bool) -> str:
    if figure is None:
        return "–"
    value = figure["value"]
    if value is None:
        return str(figure["status"])
    if not beside:
        return f"{value:.6f}"
    return f"{value:.3f} {figure['published'] or '–':<5}"
