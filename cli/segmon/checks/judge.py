"""The two doors of a build: what is expected of the delivery, and of the marts."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from typing import Any

import duckdb

from segmon.checks.coverage import Coverage
from segmon.errors import BuildError
from segmon.findings import Finding, Judged

#: What Great Expectations imports for a few expectations that no suite has: a third of its import.
UNUSED = ("altair", "scipy.stats")


@cache
def import_great_expectations() -> None:
    """Load the library with both suites, which takes seconds."""
    with _lazy(UNUSED), _no_garbage():
        from segmon.checks import delivery_suite, marts_suite, validate  # noqa: F401


@contextmanager
def _lazy(names: Sequence[str]) -> Iterator[None]:
    """Let modules that are imported in here be loaded when something of them is first used."""

    class Finder:
        @staticmethod
        def find_spec(name: str, *place: Any) -> ModuleSpec | None:
            spec = PathFinder.find_spec(name, *place) if name in names else None
            if spec and spec.loader:
                spec.loader = LazyLoader(spec.loader)
            return spec

    sys.meta_path.insert(0, Finder)
    try:
        yield
    finally:
        sys.meta_path.remove(Finder)


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Look for no garbage while modules load: they make none, and it would take a fifth longer."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def judge_delivery(findings: Iterable[Finding], coverage: Coverage | None = None) -> list[Judged]:
    """Each finding with whether its count is within its limit, and what the coverage is.

    Args:
        findings: what was counted.
        coverage: the missing shares, if the layout has them.
    """
    import_great_expectations()
    import pandas as pd

    from segmon.checks.delivery_suite import counts_suite, coverage_suite
    from segmon.checks.validate import judge_frame, validate

    by_column = {f"{i}: {found.table}.{found.column}": found for i, found in enumerate(findings)}
    counts = pd.DataFrame([{column: found.observed for column, found in by_column.items()}])
    is_met = {
        answer.config.kwargs["column"]: answer.is_met
        for answer in validate(counts, counts_suite(by_column))
    }
    judged = [Judged(finding, is_met[column]) for column, finding in by_column.items()]
    if coverage:
        suite = coverage_suite(coverage.table)
        judged += judge_frame(coverage.rows, suite, "delivery", coverage.source)
    return judged


def judge_marts(connection: duckdb.DuckDBPyConnection, school_years: Sequence[str]) -> list[Judged]:
    """Each expectation of the marts with whether it is met.

    Args:
        connection: the database that dbt built in.
        school_years: the years that must be there.
    """
    import_great_expectations()
    from segmon.checks.marts_frames import marts_frames
    from segmon.checks.marts_suite import marts_suites
    from segmon.checks.validate import judge_frame

    suites = marts_suites(school_years)
    return [
        found
        for name, frame in marts_frames(connection, suites)
        for found in judge_frame(frame, suites[name], "marts")
    ]


def check_marts(connection: duckdb.DuckDBPyConnection, school_years: Sequence[str]) -> list[Judged]:
    """As `judge_marts`, for marts that are about to be published.

    Raises:
        BuildError: an expectation is not met; it carries every one that is not.
    """
    judged = judge_marts(connection, school_years)
    broken = [found.finding for found in judged if found.blocks]
    if broken:
        noun = "expectation" if len(broken) == 1 else "expectations"
        lines = [f"the marts do not meet {len(broken)} {noun}", *(f"  {f}" for f in broken)]
        raise BuildError("\n".join(lines), judged)
    return judged
