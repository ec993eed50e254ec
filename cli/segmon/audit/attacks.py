"""The attacks on a release, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import duckdb

from segmon.audit.breaches import CONTRADICTIONS, Breach, Limits
from segmon.audit.closures import closed_schools
from segmon.audit.compositions import try_compositions
from segmon.audit.counts import derive_counts
from segmon.audit.earlier import forget_this_release, remember
from segmon.audit.identities import derive_indices
from segmon.audit.memory import Memory
from segmon.audit.plain import coverage, one_school, roundings, small_numbers
from segmon.audit.released import opened

if TYPE_CHECKING:
    import pandas as pd


def attack(
    released: duckdb.DuckDBPyConnection,
    school_totals: pd.DataFrame,
    limits: Limits,
    previous: duckdb.DuckDBPyConnection | None = None,
    memory: Memory | None = None,
) -> list[Breach]:
    """What a reader of a release can find out about schools and small groups.

    The reader has the release, the public numbers of pupils of schools, and the release before it.

    Args:
        released: a database with the marts of the release.
        school_totals: a row per school year, sector, school and, where pupils of unknown group are
            left out, characteristic: `school_year`, `sector`, `characteristic`, `school_id`,
            `area_code`, `urbanity_code`, `governance`, `denomination_code`, `school_type_code`,
            `n_pupils`.
        limits: what is promised.
        previous: the marts of the release before it.
        memory: what attacks on this release, with less of it hidden, found already.

    Returns:
        What was found out, in order of tables and cells; nothing if the release is safe. What the
        release before gives away by itself is marked as known.
    """
    memory = Memory() if memory is None else memory
    with opened(released, school_totals, limits) as cursor:
        if previous:
            remember(cursor, previous, school_totals, limits)
        inferred = set(_inferences(cursor, limits, memory))
        breaches = {
            *roundings(cursor, limits),
            *one_school(cursor),
            *small_numbers(cursor, limits),
            *coverage(cursor, limits),
            *closed_schools(cursor, limits),
        }
        if previous and inferred:
            inferred = _marked(cursor, inferred, limits, memory)
    return sorted(breaches | inferred, key=lambda it: (it.table, it.cell, it.attack, it.sentence))


def _inferences(
    cursor: duckdb.DuckDBPyConnection, limits: Limits, memory: Memory
) -> Iterator[Breach]:
    """What follows from the facts that are known."""
    derive_indices(cursor)
    yield from derive_counts(cursor, limits, memory)
    yield from try_compositions(cursor, limits, memory)


def _marked(
    cursor: duckdb.DuckDBPyConnection, inferred: set[Breach], limits: Limits, memory: Memory
) -> set[Breach]:
    """The same, where what the release before gives away by itself is known."""
    forget_this_release(cursor)
    known = {it.block for it in _inferences(cursor, limits, memory) if it.attack != CONTRADICTIONS}
    return {
        replace(it, is_known=it.attack != CONTRADICTIONS and it.block in known) for it in inferred
    }
