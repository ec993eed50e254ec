"""Where the dbt project is, and what it says of itself."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

#: Root of the dbt project this package belongs to.
PROJECT_DIR = Path(__file__).resolve().parents[2]


@cache
def _vars() -> dict[str, Any]:
    project = yaml.safe_load((PROJECT_DIR / "dbt_project.yml").read_text(encoding="utf-8"))
    found: dict[str, Any] = project["vars"]
    return found


def project_vars(layout: str, focus: Sequence[str] = ()) -> dict[str, Any]:
    """Vars of the project as a build sets them.

    Args:
        layout: layout of the delivery.
        focus: municipality codes of the focus cities; empty for those of the seed.
    """
    return {**_vars(), "layout": layout, **({"focus_cities": [*focus]} if focus else {})}
