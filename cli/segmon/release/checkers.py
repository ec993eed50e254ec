"""The form in which output checkers review: `outputs.json` of ACRO, which SACRO-Viewer opens."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from segmon.release.hidden import ReleasedTable
from segmon.templating import write_file

#: Version of the form.
VERSION = "0.4.0"
FILE = "outputs.json"


def write_outputs(
    folder: Path, files: Sequence[Path], tables: Sequence[ReleasedTable], command: str, moment: str
) -> list[Path]:
    """Write what a checker reviews of each file that leaves, and the checksum of each.

    Args:
        folder: the folder of the release.
        files: the files in it.
        tables: the marts as they leave.
        command: the command that made it.
        moment: when the build behind it was done, ISO 8601.

    Returns:
        The files that were written.
    """
    by_name = {table.name: table for table in tables}
    results = {}
    written = []
    for file in files:
        name = file.relative_to(folder).as_posix()
        table = by_name.get(file.stem) if file.suffix == ".csv" else None
        results[name] = _result(name, table, command, moment)
        digest = sha256(file.read_bytes()).hexdigest()
        written.append(write_file(folder / "checksums" / f"{name}.txt", digest))
    content = {"version": VERSION, "results": results}
    return [write_file(folder / FILE, json.dumps(content, indent=2) + "\n"), *written]


def _result(name: str, table: ReleasedTable | None, command: str, moment: str) -> dict[str, Any]:
    summary, sdc = "review", {}
    if table:
        summary = (
            f"pass; {table.n_rows} rows, {table.n_hidden} of them hidden;"
            f" about {table.n_records} pupils behind it"
        )
        sdc = {"summary": {"suppressed": table.n_hidden > 0}, "cells": {}}
    return {
        "uid": name,
        "status": "pass" if table else "review",
        "type": "table" if table else "custom",
        "properties": {"method": "segmon release"} if table else {},
        "files": [{"name": name, "sdc": sdc}],
        "outcome": {},
        "command": command,
        "summary": summary,
        "timestamp": moment,
        "comments": [],
        "exception": "",
    }
