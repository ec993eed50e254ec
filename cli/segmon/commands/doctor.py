"""`segmon doctor`: the state of a warehouse and of what builds it, for operators."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from segmon.commands.console import say
from segmon.commands.options import FLAG, WAREHOUSE, Json, Warehouse
from segmon.errors import UsageError, WarehouseError
from segmon.project import missing_parts, project_dir

if TYPE_CHECKING:
    from segmon.build.folder import BuildFolder
    from segmon.published.builds import Published

#: Free space below which a build may not come to its end.
MIN_FREE_GIB = 2


def doctor(
    warehouse: Warehouse = WAREHOUSE,
    clean: Annotated[
        bool,
        typer.Option(
            "--clean", metavar=FLAG, help="Remove what builds that were killed left; asks nothing."
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Show versions, places, free space and the last build; name what needs mending.

    It ends with exit code 3 if something does.

    Example: `segmon doctor`
    """
    removed = remove_leftovers(warehouse) if clean else []
    found = {**examine(warehouse), "removed": removed}
    say(as_json, found, examined_lines(found))
    if found["problems"]:
        raise typer.Exit(3)


def remove_leftovers(warehouse: Path) -> list[str]:
    """Remove what builds that were killed left behind, as the next build would.

    Returns:
        What is gone.

    Raises:
        UsageError: a build is at work.
    """
    from segmon.build.folder import BuildFolder, remove

    def refuse(holder: str) -> None:
        raise UsageError(f"{holder} is at work: clean when it has ended")

    builds = BuildFolder(warehouse.resolve())
    if not builds.path.is_dir():
        return []
    with builds.locked("doctor", refuse):
        left = _leftovers(builds, _published(builds.warehouse, []))
        for path in left:
            remove(path)
    return [str(path) for path in left if not path.exists()]


def _leftovers(builds: BuildFolder, published: Published | None) -> list[Path]:
    # without a warehouse that opens nobody can say which store is of use
    stores = builds.old_stores(published.build_id) if published else []
    return [*builds.leftovers(), *stores]


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
        "start_with": list(published.start_with) if published else [],
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
    from segmon.published.warehouse import require_readable

    try:
        published = read_published(warehouse)
        if published:
            require_readable(warehouse)
        return published
    except (UsageError, WarehouseError) as error:
        problems.append(str(error))
        return None


def _problems(builds: BuildFolder, published: Published | None) -> Iterator[str]:
    from segmon.build.disk import HAS_MODES

    if published:
        store = builds.store(published.build_id)
        if not store.exists():
            yield f"the store {store} is gone: the next build needs every school year"
        elif problem := _unreadable(store):
            yield f"{problem}; until then the next build needs every school year"
        elif HAS_MODES and store.stat().st_mode & 0o077:
            yield f"the store {store} can be read by others: chmod 600 it"
    if not builds.holder():
        for path in _leftovers(builds, published):
            yield (
                f"{path} was left by a build that was killed; `segmon doctor --clean` removes it,"
                " as the next build does"
            )


def _unreadable(store: Path) -> str:
    """Why a store cannot be read; empty if it can."""
    from segmon.published.warehouse import require_readable

    try:
        require_readable(store)
    except WarehouseError as error:
        return str(error)
    return ""


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
        f"start with {', '.join(found['start_with']) or '–'}",
        f"building   {found['building'] or 'nobody'}",
        f"free disk  {found['free_gib']:,} GiB",
        *(f"removed    {path}" for path in found.get("removed", ())),
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
