"""The attack on blocks of a few schools: which compositions fit all that is known of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import duckdb

from segmon.audit.blocks import Block, Fact, small_blocks
from segmon.audit.breaches import CANNOT_TELL, CONTRADICTIONS, Breach, Limits
from segmon.audit.enumeration import all_compositions
from segmon.audit.found import Found
from segmon.audit.memory import Memory, digest
from segmon.audit.puzzle import known_of, puzzle_of
from segmon.audit.remedies import remedy
from segmon.audit.walks import some_compositions

#: The largest blocks that are attacked.
N_SCHOOLS = 3
#: Blocks that are attacked at once.
_AT_ONCE = 128

Known = tuple[Block, dict[str, Fact]]


def try_compositions(
    cursor: duckdb.DuckDBPyConnection, limits: Limits, memory: Memory
) -> Iterator[Breach]:
    """Blocks of up to three schools of which the composition can be found out.

    Args:
        cursor: what is known, as `opened` made it.
        limits: what is promised.
        memory: the blocks that were safe before.
    """
    by_size: list[Known] = []
    for block in small_blocks(cursor, N_SCHOOLS):
        facts = known_of(block)
        if not facts or digest(block) in memory.safe:
            continue
        found = all_compositions(puzzle_of([block], [facts]))
        if found:
            yield from _breaches(cursor, [(block, facts)], found, limits, memory)
        else:
            by_size.append((block, facts))
    for known in _alike(by_size):
        blocks, facts_of = zip(*known, strict=True)
        found = some_compositions(puzzle_of(blocks, facts_of), limits)
        yield from _breaches(cursor, known, found, limits, memory)


def _alike(known: Sequence[Known]) -> Iterator[list[Known]]:
    """Blocks of which the same is known, so many at once."""

    def kind(it: Known) -> tuple[int, bool, tuple[str, ...]]:
        block, facts = it
        return block.n_schools, block.has_middle, tuple(facts)

    for _, group in groupby(sorted(known, key=kind), kind):
        listed = list(group)
        yield from (listed[at : at + _AT_ONCE] for at in range(0, len(listed), _AT_ONCE))


def _breaches(
    cursor: duckdb.DuckDBPyConnection,
    known: Sequence[Known],
    found: Found,
    limits: Limits,
    memory: Memory,
) -> Iterator[Breach]:
    is_none, too_few = found.is_none(), found.too_few(limits, known[0][0].has_middle)
    for row, (block, facts) in enumerate(known):
        if not is_none[row] and not too_few[row]:
            memory.safe.add(digest(block))
            continue
        is_derived = any(fact.is_derived for fact in facts.values())
        attack = "differences" if is_derived else "compositions"
        said = _sentence(block, facts, found.is_all, limits)
        if is_none[row] and found.is_all:
            attack = CONTRADICTIONS
            said = (
                "no composition of these schools fits the released values and the public numbers"
                f" of pupils, {CANNOT_TELL}"
            )
        source = min(fact.source for fact in facts.values())
        breach = Breach.of_block(attack, source, block.key, said)
        yield replace(breach, remedy=remedy(cursor, block.key)) if is_derived else breach


def _sentence(block: Block, facts: dict[str, Fact], is_all: bool, limits: Limits) -> str:
    schools = "its school" if block.n_schools == 1 else f"one of its {block.n_schools} schools"
    names = ", ".join(
        f"{name}{' (derived)' if it.is_derived else ''}" for name, it in facts.items()
    )
    return (
        f"a number of pupils of {schools} follows from the public numbers of pupils and from"
        f" {names}: fewer than {limits.min_candidates} values of it, or a range under"
        f" {limits.min_range}, {'are left' if is_all else 'were found'}"
    )
