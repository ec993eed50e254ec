"""Copies of the dbt project, as people make who edit its seeds and vars."""

from __future__ import annotations

import shutil
from pathlib import Path

from segmon.project import PARTS, project_dir


def copy_project(root: Path) -> Path:
    """Copy the dbt project to a folder, without the Python package."""
    root.mkdir()
    for part in ("dbt_project.yml", *PARTS):
        copy = shutil.copytree if (project_dir() / part).is_dir() else shutil.copy
        copy(project_dir() / part, root / part)
    return root
