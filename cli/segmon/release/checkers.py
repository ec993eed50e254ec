"""The form in which output checkers review: `outputs.json` of ACRO, which SACRO-Viewer opens."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from segmon.release.hidden import ReleasedTable
from segmon.templating import write_file

#: Version of the form.
VERSION = "0.4.0"
FILE = "outputs.json"


def write_outputs(
    folder: Path,
    digests: Mapping[str, str],
    tables: Sequence[ReleasedTable],
    command: str,
    moment: str,
) -> None:
    """Write what a checker reviews of each file that leaves, and the checksum of each.

    Args:
        folder: the folder of the release.
        digests: SHA-256 of each file in it, by its place there.
        tables: the marts as they leave.
        command: the command that made it.
        moment: when the build behind it was done, ISO 8601.
    """
    by_name = {table.name: table for table in tables}
    results = {}
    for name, digest in digests.items():
        place = PurePosixPath(name)
        table = by_name.get(place.stem) if place.suffix == ".csv" else None
        results[name] = _result(name, table, command, moment)
        write_file(folder / "checksums" / f"{name}.txt", digest)
    content = {"version": VERSION, "results": results}
    write_file(folder / FILE, json.dumps(content, indent=2) + "\n")


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
