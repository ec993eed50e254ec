"""The state of a warehouse and of what builds it, for whoever operates it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

from segmon.build.disk import HAS_MODES
from segmon.build.folder import BuildFolder
from segmon.build.manifest import git_commit, versions
from segmon.errors import UsageError
from segmon.project import missing_parts, project_dir
from segmon.published.builds import read_published

#: Free space below which a build may not come to its end.
MIN_FREE_GIB = 2


def examine(warehouse: Path) -> dict[str, Any]:
    """Look at a warehouse, at the builds beside it and at the installation.

    Args:
        warehouse: the published file; it need not be there.

    Returns:
        What was found; `problems` has a line for each thing that somebody should do.
    """
    warehouse = warehouse.resolve()
    builds, problems = BuildFolder(warehouse), []
    place = next(folder for folder in warehouse.parents if folder.is_dir())
    free = shutil.disk_usage(place).free / 2**30
    if free < MIN_FREE_GIB:
        problems.append(f"less than {MIN_FREE_GIB} GiB are free in {place}")
    try:
        installed = versions()
    except PackageNotFoundError as error:
        installed = {}
        problems.append(f"package {error.name} is not installed: run `make demo` or `make test`")
    project = _examine_project(problems)
    found: dict[str, Any] = {
        "versions": {**installed, "python": ".".join(map(str, sys.version_info[:3]))},
        "project": str(project) if project else None,
        "commit": git_commit() if project else None,
        "warehouse": str(warehouse),
        "is_there": warehouse.exists(),
        "opens": False,
        "free_gib": round(free, 1),
        "building": builds.holder(),
        "last_build": None,
        "school_years": {},
    }
    try:
        published = read_published(warehouse)
    except UsageError as error:
        published = None
        problems.append(str(error))
    else:
        found["opens"] = published is not None
    if published:
        row = published.manifest[published.build_id]
        found["last_build"] = {name: _text(value) for name, value in row.items() if name != "vars"}
        found["school_years"] = dict(sorted(published.school_years.items()))
        store = builds.store(published.build_id)
        if not store.exists():
            problems.append(f"the store {store} is gone: the next build needs every school year")
        elif HAS_MODES and store.stat().st_mode & 0o077:
            problems.append(f"the store {store} can be read by others: chmod 600 it")
    if not found["building"]:
        problems += [
            f"{work} was left by a build that was killed; the next build removes it"
            for work in builds.leftovers()
        ]
    return {**found, "problems": problems}


def _examine_project(problems: list[str]) -> Path | None:
    """The dbt project; what is wrong with it is added to the problems."""
    try:
        project = project_dir()
    except UsageError as error:
        problems.append(str(error))
        return None
    if missing := missing_parts(project):
        problems.append(f"the dbt project {project} is incomplete, without {', '.join(missing)}")
    return project


def _text(value: object) -> object:
    return value if isinstance(value, bool | int | str | None) else str(value)


def examined_lines(found: Mapping[str, Any]) -> list[str]:
    """What was found, as lines of text."""
    last = found["last_build"]
    years = found["school_years"]
    return [
        "versions   " + ", ".join(f"{name} {number}" for name, number in found["versions"].items()),
        f"project    {found['project'] or 'not there'}"
        + (f" at {found['commit']}" if found["commit"] else ""),
        f"warehouse  {found['warehouse']}: "
        + ("opens" if found["opens"] else "does not open" if found["is_there"] else "not there"),
        f"years      {', '.join(years) or '–'}",
        "last build "
        + (
            f"{last['build_id']}, finished {last['finished_at']} UTC, layout {last['layout']},"
            f" {last['rows_read']:,} rows read, {last['rows_rejected']:,} left out"
            if last
            else "–"
        ),
        f"building   {found['building'] or 'nobody'}",
        f"free disk  {found['free_gib']:,} GiB",
        *(f"problem    {problem}" for problem in found["problems"]),
        *([] if found["problems"] else ["all is well"]),
    ]
