"""The attacks on a release, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from segmon.audit.breaches import Breach, Limits
from segmon.audit.closures import closed_schools
from segmon.audit.compositions import try_compositions
from segmon.audit.counts import derive_counts
from segmon.audit.earlier import remember
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
        What was found out, in order of tables and cells; nothing if the release is safe.
    """
    memory = Memory() if memory is None else memory
    with opened(released, school_totals, limits) as cursor:
        if previous:
            remember(cursor, previous, school_totals, limits)
        derive_indices(cursor)
        breaches = {
            *derive_counts(cursor, limits, memory),
            *roundings(cursor, limits),
            *one_school(cursor),
            *small_numbers(cursor, limits),
            *coverage(cursor, limits),
            *closed_schools(cursor, limits),
            *try_compositions(cursor, limits, memory),
        }
    return sorted(breaches, key=lambda it: (it.table, it.cell, it.attack, it.sentence))
