"""Where the dbt project is, and what it says of itself."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from segmon.errors import UsageError

#: Names the project for this process and for those it starts.
VARIABLE = "SEGMON_PROJECT"
#: What a project must have besides its `dbt_project.yml`.
PARTS = ("profiles.yml", "models", "macros", "seeds", "tests")
#: Where the project is in an installation, as its list of files says.
INSTALLED = ("segmon", "project")
_PACKAGE = Path(__file__).resolve().parent


def choose_project(folder: Path) -> None:
    """Work with the project in a folder from now on, here and in child processes."""
    os.environ[VARIABLE] = str(folder.absolute())


def project_dir() -> Path:
    """Folder of the dbt project.

    It is the folder that was chosen (`--project-dir`, `SEGMON_PROJECT`), else the checkout this
    package is in, else the copy inside the installed package.

    Raises:
        UsageError: there is no project of segmon.
    """
    return _find(os.environ.get(VARIABLE, ""))


@cache
def _find(chosen: str) -> Path:
    if chosen:
        folder = Path(chosen).absolute()
        if _name(folder) != "segmon":
            raise UsageError(f"{folder} has no dbt_project.yml of a project named segmon")
        return folder
    for folder in (_PACKAGE.parents[1], _PACKAGE / INSTALLED[-1]):
        if _name(folder) == "segmon":
            return folder
    raise UsageError(
        "the dbt project is missing from this installation of segmon: install it again, or name a"
        " copy with --project-dir"
    )


def _name(folder: Path) -> str | None:
    """Name of the dbt project in a folder; null if there is none that can be read."""
    import yaml

    try:
        found: str | None = _settings(folder).get("name")
    except (OSError, AttributeError, ValueError, yaml.YAMLError):
        return None
    return found


@cache
def _settings(folder: Path) -> dict[str, Any]:
    # not at the top: help texts need no project
    import yaml

    settings: dict[str, Any] = yaml.safe_load(
        (folder / "dbt_project.yml").read_text(encoding="utf-8")
    )
    return settings


def missing_parts(folder: Path) -> list[str]:
    """What a project should have and has not, down to single files of an installed one."""
    missing = [
        part
        for part in PARTS
        if not ((folder / part).is_file() or any((folder / part).glob("**/*.*")))
    ]
    if not missing and folder == _PACKAGE / INSTALLED[-1]:
        with suppress(PackageNotFoundError):
            listed = [file for file in files("segmon") or () if file.parts[:2] == INSTALLED]
            lost = [file for file in listed if not (_PACKAGE.parent / file).exists()]
            missing = ["/".join(file.parts[2:]) for file in lost]
    return missing


def project_digest() -> str:
    """SHA-256 of all that dbt parses: names and contents of the files of the project."""
    project, digest = project_dir(), hashlib.sha256()
    for part in ("dbt_project.yml", *PARTS):
        place = project / part
        for file in filter(Path.is_file, sorted([place, *place.rglob("*")])):
            content = file.read_bytes()
            digest.update(f"{file.relative_to(project).as_posix()} {len(content)} ".encode())
            digest.update(content)
    return digest.hexdigest()


def seed_types() -> dict[str, dict[str, str]]:
    """Types of the columns of each seed, as its yml gives them to dbt."""
    return _seed_types(project_dir())


@cache
def _seed_types(project: Path) -> dict[str, dict[str, str]]:
    import yaml

    # the loader in C is eight times as fast, and not in every build of the library
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    described = [
        seed
        for file in (project / "seeds").rglob("*.yml")
        for seed in yaml.load(file.read_bytes(), loader).get("seeds", [])  # noqa: S506 both safe
    ]
    return {seed["name"]: seed.get("config", {}).get("column_types", {}) for seed in described}


def project_vars(chosen: Mapping[str, Any] = MappingProxyType({})) -> dict[str, Any]:
    """Vars of the project, with those that a build chooses in place of what the project says."""
    return {**_settings(project_dir())["vars"], **chosen}
