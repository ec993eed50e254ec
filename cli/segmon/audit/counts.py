"""What follows of hidden numbers of pupils from those that are shown, by linear programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import duckdb
import numpy as np

from segmon.audit.breaches import CANNOT_TELL, CONTRADICTIONS, Breach, Limits
from segmon.audit.found import NOTHING
from segmon.audit.memory import Memory, digest
from segmon.audit.remedies import remedy
from segmon.audit.system import Number, Range, System, Target
from segmon.audit.systems import systems

#: How often all targets together are pushed up and down at random, before each by itself.
_ROUNDS = 8
_SEED = 20


def derive_counts(
    cursor: duckdb.DuckDBPyConnection, limits: Limits, memory: Memory
) -> Iterator[Breach]:
    """Numbers of pupils that were hidden, or of a few schools, and follow from others.

    What follows of a hidden block is also added to `facts`.

    Args:
        cursor: what is known, as `opened` made it.
        limits: what is promised.
        memory: what follows of systems that were looked at before.
    """
    derived: list[tuple[int, str, float, float, str, bool]] = []
    for system in systems(cursor):
        its_digest = digest(system)
        if its_digest not in memory.ranges:
            memory.ranges[its_digest] = _ranges(system, limits)
        ranges = memory.ranges[its_digest]
        if ranges is None:
            yield Breach(
                *(CONTRADICTIONS, "group_distribution", " / ".join(system.series)),
                f"the released numbers of pupils fit no composition of the schools, {CANNOT_TELL}",
            )
            continue
        told: set[Target] = set()
        for (target, group), (lowest, highest) in ranges.items():
            if target.block:
                source = "differences"
                derived.append((target.block, group, lowest, highest, source, True))
            if target not in told and _is_told(target, lowest, highest, limits):
                told.add(target)
                yield replace(_breach(target, limits), remedy=remedy(cursor, target.key))
    if derived:
        cursor.executemany("insert into facts values (?, ?, ?, ?, ?, ?)", derived)


def _ranges(system: System, limits: Limits) -> dict[Number, Range] | None:
    """The bounds of every number of pupils that are not known to be far enough apart.

    Returns:
        The bounds of those that had to be looked at one by one; null if nothing fits.
    """
    numbers = [(target, group) for target in system.targets for group in system.groups]
    if not numbers:
        return {}
    random = np.random.default_rng(_SEED)
    seen: dict[Number, Range] = {}
    left = numbers
    for _ in range(_ROUNDS):
        signs = random.choice((-1.0, 1.0), len(left))
        for way in (1, -1):
            pushed = system.solved(
                [(*it, way * sign) for it, sign in zip(left, signs, strict=True)]
            )
            if pushed is None:
                return None
            for it in left:
                value = system.value(pushed, *it)
                lowest, highest = seen.get(it, (value, value))
                seen[it] = min(lowest, value), max(highest, value)
        left = [it for it in left if _is_told(it[0], *seen[it], limits)]
        if not left:
            return {}
    return {it: system.bounds(*it) for it in left}


def _is_told(target: Target, lowest: float, highest: float, limits: Limits) -> bool:
    """Whether a number of pupils of the target, or of one of its schools, is too certain."""
    lowest, highest = np.ceil(lowest - NOTHING), np.floor(highest + NOTHING)
    total = sum(target.known)
    if target.is_hidden and highest - lowest < min(limits.min_range, total):
        return True
    return len(target.known) <= Target.FEW and any(
        min(n, highest) - max(0, lowest - (total - n)) < min(limits.min_range, n)
        for n in target.known
    )


def _breach(target: Target, limits: Limits) -> Breach:
    n = len(target.known)
    schools = "one school" if n == 1 else f"{n} schools"
    what = f"this block of {schools} is hidden" if target.is_hidden else f"{schools} are left over"
    return Breach.of_block(
        *("differences", "group_distribution", target.key),
        f"{what}, and a number of their pupils follows from areas, categories and levels around"
        f" them, by adding and subtracting: its range is under {limits.min_range}",
    )
