"""A build next to the published figures, as a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from segmon.errors import UsageError, writing
from segmon.exports.csv_rows import csv_rows
from segmon.files import replacing
from segmon.published.comparison import (
    VERDICTS,
    Row,
    contradicted,
    differing,
    reconciliation,
    summarise,
)
from segmon.published.comparison_text import (
    built,
    figure_name,
    number_text,
    published,
    verdict_line,
)
from segmon.texts import markdown


def export_comparison(figures: Sequence[Row], file: Path) -> Path:
    """Write the whole comparison to a file.

    Args:
        figures: as `read_comparison` returns them.
        file: file to write; csv, json or md by its suffix. Its folder is made if it is not there.

    Returns:
        The file.

    Raises:
        UsageError: another suffix.
    """
    writer = WRITERS.get(file.suffix.lower())
    if writer is None:
        raise UsageError(f"{file.name}: the suffix must be one of {', '.join(WRITERS)}")
    with writing(file), replacing(file) as partial:
        writer(figures, partial)
    return file


def _write_csv(figures: Sequence[Row], file: Path) -> None:
    header = list(figures[0]) if figures else []
    content = csv_rows(header, (figure.values() for figure in figures))
    file.write_text(content, encoding="utf-8", newline="")


def _write_json(figures: Sequence[Row], file: Path) -> None:
    content = {**reconciliation(figures), "figures": list(figures)}
    file.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _write_md(figures: Sequence[Row], file: Path) -> None:
    summary = [
        [
            *(markdown(str(row[name])) for name in list(row)[:-1]),
            number_text(row["largest_difference"], ""),
        ]
        for row in summarise(figures)
    ]
    header = ("figure", "published", "built", "difference", "tolerance", "verdict")
    known = "doubts about the published figure"

    def cells(row: Row) -> list[str]:
        notes = "; ".join(note for note in (row["contradiction"], row["suspect"]) if note)
        return [
            markdown(figure_name(row)),
            f"`{published(row)}`",
            f"`{built(row)}`",
            number_text(row["difference"], ""),
            "" if row["tolerance"] is None else f"{row['tolerance']:g}",
            markdown(row["verdict"]),
            markdown(notes),
        ]

    sections = {"Figures that differ": differing(figures)}
    sections["Published figures that contradict others"] = contradicted(figures)
    sections["Every published figure"] = list(figures)
    names = [*("kind", "sector", "characteristic", "figures"), *VERDICTS, "largest difference"]
    lines = ["# This build and the published figures", "", verdict_line(figures), ""]
    lines += _md_table(names, summary)
    for title, rows in sections.items():
        lines += ["", f"## {title}", ""]
        lines += _md_table([*header, known], map(cells, rows)) if rows else ["None."]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _md_table(header: Sequence[str], rows: Any) -> list[str]:
    lines = [header, ["---"] * len(header), *rows]
    return [f"| {' | '.join(row)} |" for row in lines]


WRITERS: dict[str, Callable[[Sequence[Row], Path], None]] = {
    ".csv": _write_csv,
    ".json": _write_json,
    ".md": _write_md,
}
