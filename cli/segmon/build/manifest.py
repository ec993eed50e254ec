"""What a build was made of: versions, vars and rows."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from segmon import __version__
from segmon.project import project_dir

if TYPE_CHECKING:
    from segmon.build.context import BuildContext

#: Packages whose versions say how a build was made.
PACKAGES = ("dbt-core", "dbt-duckdb", "duckdb", "great-expectations", "pandas", "typer")


def now() -> datetime:
    """The time in UTC, without a zone, as the warehouse keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)


def versions() -> dict[str, str]:
    """Version of the project and of the packages it builds with."""
    return {"segmon": __version__, **{name: version(name) for name in PACKAGES}}


def git_commit() -> str | None:
    """Commit of the project, `-dirty` after it if files differ; null outside a repository."""
    git = shutil.which("git")
    if not git or not (project_dir() / ".git").exists():
        return None
    # in a hook of git these variables name another repository
    environment = {name: it for name, it in os.environ.items() if not name.startswith("GIT_")}
    described = subprocess.run(
        [
            *(git, "-C", str(project_dir())),
            *("describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"),
        ],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    return described.stdout.strip() or None


def build_row(
    context: BuildContext, is_synthetic: bool, files: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """A build as its row of `ops.build_manifest`.

    Args:
        context: the build.
        is_synthetic: whether its delivery was invented.
        files: its rows of `ops.input_files`.
    """
    known = versions()
    return {
        "build_id": context.build_id,
        "is_current": True,
        "started_at": context.started_at,
        "finished_at": now(),
        "project_version": __version__,
        "git_commit": git_commit(),
        "dbt_version": known["dbt-core"],
        "duckdb_version": known["duckdb"],
        "layout": context.layout,
        "engine": context.options.target,
        "vars": json.dumps(context.variables, sort_keys=True),
        "is_full_refresh": context.options.is_full_refresh,
        "is_synthetic": is_synthetic,
        **{
            name: sum(file[name] for file in files)
            for name in ("rows_read", "rows_used", "rows_rejected")
        },
    }
