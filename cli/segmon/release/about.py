"""The folder of a release: what it says of itself, and how it is known to be one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from segmon import __version__
from segmon.audit import Breach
from segmon.database import connect
from segmon.errors import UsageError
from segmon.release.checkers import write_outputs
from segmon.release.hidden import hidden_by_rule, released_tables, write_log
from segmon.release.limits import LIFTED, read_limits
from segmon.release.options import ReleaseOptions
from segmon.release.source import ReleaseSource
from segmon.templating import write_file

#: The reduced warehouse in the folder of a release.
WAREHOUSE = "segmon.duckdb"
#: What is hidden, and by which rule.
LOG = "log.csv"
#: What a release says of itself.
ABOUT = "release.json"


@dataclass(frozen=True)
class Audit:
    """How a release was attacked.

    Attributes:
        n_attacks: how many times.
        known: what the release before gives away by itself.
    """

    n_attacks: int = 0
    known: Sequence[Breach] = ()


def require_release(folder: Path) -> None:
    """Make sure that a folder is that of a release.

    Raises:
        UsageError: it is not.
    """
    for name in (WAREHOUSE, LOG, ABOUT):
        if not (folder / name).is_file():
            raise UsageError(f"{folder} is not the folder of a release: no {name} in it")


def write_about(
    folder: Path,
    judged: Path,
    source: ReleaseSource,
    options: ReleaseOptions,
    files: list[Path],
    audit: Audit,
) -> dict[str, Any]:
    """Write what a release says of itself, the log and the form of the checkers.

    Args:
        folder: the folder of the release.
        judged: the database in which its figures were judged.
        source: what it is made of.
        options: how it is made.
        files: the files that leave, the log not among them.
        audit: how it was attacked.

    Returns:
        What its `release.json` says.
    """
    with connect(judged, read_only=True) as connection:
        write_log(connection, folder / LOG)
        tables = released_tables(connection)
        by_rule = hidden_by_rule(connection)
    command = f"segmon release --profile {options.profile}"
    digests = {
        file.relative_to(folder).as_posix(): sha256(file.read_bytes()).hexdigest()
        for file in (*files, folder / LOG)
    }
    write_outputs(folder, digests, tables, command, source.moment)
    about = {
        "profile": str(options.profile),
        "is_public_source": options.is_public_source,
        "segmon": __version__,
        "build_id": source.build_id,
        "previous": _build_id(options.previous),
        "rules": [
            {**asdict(limit), "is_lifted": options.is_public_source and limit.rule in LIFTED}
            for limit in read_limits(options.profile, options.limits)
        ],
        "audit": "not needed: the source is public" if options.is_public_source else "passed",
        "n_attacks": audit.n_attacks,
        "n_given_away_before": len({breach.block for breach in audit.known}),
        "blocks": by_rule,
        "tables": [asdict(table) for table in tables],
        "files": dict(sorted(digests.items())),
    }
    write_file(folder / ABOUT, json.dumps(about, indent=2) + "\n")
    return about


def _build_id(previous: Path | None) -> str | None:
    """The build behind an earlier release."""
    if not previous:
        return None
    said: dict[str, Any] = json.loads((previous / ABOUT).read_text(encoding="utf-8"))
    return str(said["build_id"])
