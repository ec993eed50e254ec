"""What a build is told, what it knows throughout, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from logging import Logger
from pathlib import Path
from typing import Any

from segmon.build.folder import BuildFolder
from segmon.checks.checked import CheckedDelivery
from segmon.delivery.find import place_of as place_of_folders
from segmon.findings import Judged
from segmon.progress import Progress
from segmon.published.builds import Published


@dataclass(frozen=True)
class BuildOptions:
    """How a build is done.

    Attributes:
        focus: municipality codes of the focus cities; empty for those of the seed.
        school_years: the school years to read; empty for all that are delivered.
        is_full_refresh: whether published years that are not delivered are dropped.
        max_rejected: how many rows that break a rule may be left out.
        is_demonstration: whether the delivery is the one of `segmon demo`.
        areas: `nl` for Dutch municipalities, `opaque` for areas of any country.
        target: what checks and counts the pupils: `duckdb`, or an engine.
        source: schema of the engine in which the delivery is; empty where it is a folder.
        on_wait: called with the build that this one waits for, if another one is at work.
    """

    focus: tuple[str, ...] = ()
    school_years: tuple[str, ...] = ()
    is_full_refresh: bool = False
    max_rejected: int = 0
    is_demonstration: bool = False
    areas: str = "nl"
    target: str = "duckdb"
    source: str = ""
    on_wait: Callable[[str], None] = lambda holder: None

    def variables(self, layout: str) -> dict[str, Any]:
        """Vars of the project that a build of a layout chooses."""
        focus = {"focus_cities": [*self.focus]} if self.focus else {}
        return {"layout": layout, "areas": self.areas, **focus}


@dataclass(frozen=True)
class BuildContext:
    """What stays the same from the beginning of a build to its end.

    Attributes:
        build_id: id of the build.
        started_at: when it began (UTC).
        delivered: the folders that were delivered; none where it is a schema of an engine.
        layout: a key of `LAYOUTS`.
        options: how it is done.
        variables: vars of the project in this build.
        builds: the folder in which it works, next to the warehouse.
        published: what the warehouse shows before it; null if there is none.
        progress: called with each step.
        log: its log.
    """

    build_id: str
    started_at: datetime
    delivered: tuple[Path, ...]
    layout: str
    options: BuildOptions
    variables: Mapping[str, Any]
    builds: BuildFolder
    published: Published | None
    progress: Progress
    log: Logger

    @property
    def place(self) -> str:
        """Where the delivery is, for people."""
        return place_of(self.delivered, self.options)


def place_of(delivered: Sequence[Path], options: BuildOptions) -> str:
    """Where a delivery is, for people: its folders, or its schema of an engine."""
    if not delivered:
        return f"schema {options.source} of {options.target}"
    return str(place_of_folders(delivered))


@dataclass(frozen=True)
class BuildResult:
    """What a build read and wrote.

    Attributes:
        warehouse: the published file.
        build_id: id of the build.
        page: what was checked, as a page for people; its log is next to it.
        checked: the delivery and its rows.
        kept_years: published years that were not delivered and are as they were.
        judged: everything that was judged, of the delivery and of the marts.
        marts: rows of each published table.
        n_models: models that were built.
        n_tests: dbt tests that passed.
        seconds: wall time of each step.
    """

    warehouse: Path
    build_id: str
    page: Path
    checked: CheckedDelivery
    kept_years: tuple[str, ...]
    judged: tuple[Judged, ...]
    marts: Mapping[str, int]
    n_models: int
    n_tests: int
    seconds: Mapping[str, float]
