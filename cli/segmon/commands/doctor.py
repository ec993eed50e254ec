"""`segmon doctor`: the state of a warehouse and of what builds it, for operators."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from segmon.commands.console import say
from segmon.commands.options import WAREHOUSE, Json, Warehouse
from segmon.errors import UsageError
from segmon.project import missing_parts, project_dir

if TYPE_CHECKING:
    from segmon.build.folder import BuildFolder
    from segmon.published.builds import Published

#: Free space below which a build may not come to its end.
MIN_FREE_GIB = 2


def doctor(warehouse: Warehouse = WAREHOUSE, as_json: Json = False) -> None:
    """Show versions, places, free space and the last build; name what needs mending.

    It ends with exit code 3 if something does.

    Example: `segmon doctor`
    """
    found = examine(warehouse)
    say(as_json, found, examined_lines(found))
    if found["problems"]:
        raise typer.Exit(3)


def examine(warehouse: Path) -> dict[str, Any]:
    """Look at a warehouse, at the builds next to it and at the installation.

    Args:
        warehouse: the published file; it need not be there.

    Returns:
        What was found; `problems` has a line for each thing that needs mending.
    """
    from segmon.build.folder import BuildFolder
    from segmon.build.manifest import git_commit

    warehouse = warehouse.resolve()
    builds, problems = BuildFolder(warehouse), list[str]()
    free, installed = _free_gib(warehouse, problems), _installed(problems)
    project = _examine_project(problems)
    published = _published(warehouse, problems)
    problems += _problems(builds, published)
    row = published.manifest[published.build_id] if published else {}
    return {
        "versions": {**installed, "python": ".".join(map(str, sys.version_info[:3]))},
        "project": str(project) if project else None,
        "commit": git_commit() if project else None,
        "warehouse": str(warehouse),
        "is_there": warehouse.exists(),
        "opens": published is not None,
        "free_gib": round(free, 1),
        "building": builds.holder(),
        "last_build": {name: _text(value) for name, value in row.items() if name != "vars"} or None,
        "school_years": dict(sorted(published.school_years.items())) if published else {},
        "problems": problems,
    }


def _free_gib(warehouse: Path, problems: list[str]) -> float:
    place = next(folder for folder in warehouse.parents if folder.is_dir())
    free = shutil.disk_usage(place).free / 2**30
    if free < MIN_FREE_GIB:
        problems.append(f"less than {MIN_FREE_GIB} GiB are free in {place}")
    return free


def _installed(problems: list[str]) -> dict[str, str]:
    from importlib.metadata import PackageNotFoundError

    from segmon.build.manifest import versions

    try:
        return versions()
    except PackageNotFoundError as error:
        problems.append(f"package {error.name} is not installed: run `make demo` or `make test`")
        return {}


def _published(warehouse: Path, problems: list[str]) -> Published | None:
    from segmon.published.builds import read_published

    try:
        return read_published(warehouse)
    except UsageError as error:
        problems.append(str(error))
        return None


def _problems(builds: BuildFolder, published: Published | None) -> Iterator[str]:
    from segmon.build.disk import HAS_MODES

    if published:
        store = builds.store(published.build_id)
        if not store.exists():
            yield f"the store {store} is gone: the next build needs every school year"
        elif HAS_MODES and store.stat().st_mode & 0o077:
            yield f"the store {store} can be read by others: chmod 600 it"
    if not builds.holder():
        for work in builds.leftovers():
            yield f"{work} was left by a build that was killed; the next build removes it"


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
    state = "opens" if found["opens"] else "does not open" if found["is_there"] else "not there"
    return [
        "versions   " + ", ".join(f"{name} {number}" for name, number in found["versions"].items()),
        f"project    {found['project'] or 'not there'}"
        + (f" at {found['commit']}" if found["commit"] else ""),
        f"warehouse  {found['warehouse']}: {state}",
        f"years      {', '.join(found['school_years']) or '–'}",
        f"last build {_last_build(found['last_build'])}",
        f"building   {found['building'] or 'nobody'}",
        f"free disk  {found['free_gib']:,} GiB",
        *(f"problem    {problem}" for problem in found["problems"]),
        *([] if found["problems"] else ["all is well"]),
    ]


def _last_build(row: Mapping[str, Any] | None) -> str:
    if not row:
        return "–"
    return (
        f"{row['build_id']}, finished {row['finished_at']} UTC, layout {row['layout']},"
        f" {row['rows_read']:,} rows read, {row['rows_rejected']:,} left out"
    )
