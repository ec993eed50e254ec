"""dbt by hand on another engine: a delivery is loaded into schemas of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from segmon.build.by_hand import TARGET, require_focus_cities
from segmon.database import connect
from segmon.delivery.find import FoundDelivery
from segmon.delivery.open import open_delivery
from segmon.engines.profiles import Engine
from segmon.engines.scratch import open_scratch
from segmon.errors import writing

#: What the names of the schemas begin with; whatever has such a name is dropped by the next load.
PREFIX = "segmon_dbt_"


def load(engine: Engine, found: FoundDelivery, variables: Mapping[str, Any]) -> None:
    """Put a delivery in schemas of an engine, without pupils' ids; dbt puts the seeds there.

    Its rules are not checked. What was loaded before, and what dbt made of it, is dropped first.

    Args:
        engine: the engine.
        found: the delivery.
        variables: vars of the project, which later calls from the same folder have as well.

    Raises:
        UsageError: a focus city is not in the delivery, or a file cannot be written.
        DeliveryError: the delivery cannot be read.
        EngineError: the engine cannot be reached, or refuses what is needed.
    """
    note = _note(engine)
    with writing(note):
        # Spark reads the rows from there
        (files := TARGET.absolute() / "loaded").mkdir(mode=0o700, parents=True, exist_ok=True)
        note.unlink(missing_ok=True)
    with connect() as connection, open_scratch(engine, PREFIX, files) as scratch:
        open_delivery(connection, found, is_kept=True)
        require_focus_cities(connection, found, variables.get("focus_cities", ()))
        scratch.drop(PREFIX)
        for name in (*(table.name for table in found.tables), "rejected_counts"):
            scratch.write(f"delivery.{name}", connection, f"from delivery.{name}")
    with writing(note):
        note.write_text(json.dumps({**variables, "schema_prefix": PREFIX}), encoding="utf-8")


def loaded_vars(engine: Engine) -> dict[str, Any]:
    """Vars of the delivery that was loaded from this folder; none where none was."""
    try:
        loaded: dict[str, Any] = json.loads(_note(engine).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return loaded


def _note(engine: Engine) -> Path:
    return TARGET / f"loaded.{engine}.json"
