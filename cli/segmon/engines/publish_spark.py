"""Publishing into Spark."""

from __future__ import annotations

from pathlib import Path

from segmon.engines.publication import Destination, Publication
from segmon.errors import EngineError


def try_spark(destination: Destination) -> None:
    """Refuse: it is not written yet."""
    raise EngineError(f"publishing to {destination.engine} is not there yet")


def publish_to_spark(destination: Destination, warehouse: Path) -> Publication:
    """Refuse: it is not written yet."""
    raise EngineError(f"{warehouse} cannot be published to {destination.engine} yet")
