"""A small delivery to start from, made of the examples of a layout."""

from __future__ import annotations

import csv
import io
import shlex
from pathlib import Path

from segmon.delivery.layouts import LAYOUTS
from segmon.delivery.spec import TableSpec
from segmon.errors import UsageError, writing
from segmon.templating import environment, write_file


def write_example(folder: Path, layout: str) -> list[Path]:
    """Write a delivery that passes every check: its tables as CSV, and a README.

    Args:
        folder: the folder to write; it must not be there, or be empty.
        layout: a key of `LAYOUTS`.

    Returns:
        The files.

    Raises:
        UsageError: the layout is read as it is published, or the folder is not free.
    """
    spec = LAYOUTS[layout]
    if spec.is_published:
        summary = spec.summary
        # a name in capitals stays
        if not summary[:2].isupper():
            summary = summary[0].lower() + summary[1:]
        raise UsageError(f"layout {layout} needs no example: deliver {summary}")
    with writing(folder):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(f"{folder} exists and is not an empty folder: name a new one")
    files = [write_file(folder / f"{table.name}.csv", _as_csv(table)) for table in spec.tables]
    readme = environment("md").get_template("delivery_readme.md.j2")
    content = readme.render(layout=spec, folder=shlex.quote(str(folder)))
    return [*files, write_file(folder / "README.md", content)]


def _as_csv(table: TableSpec) -> str:
    examples = {column.name: column.example for column in table.columns}
    text = io.StringIO()
    lines = csv.DictWriter(text, examples, lineterminator="\n")
    lines.writeheader()
    lines.writerows({**examples, **row} for row in table.example_rows)
    return text.getvalue()
