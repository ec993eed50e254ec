"""Small blocks of schools, each with all that a reader knows of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import duckdb
import numpy as np

from segmon.audit.breaches import BLOCK
from segmon.audit.formulas import Numbers
from segmon.audit.released import with_middle

_KEY, _AREA = ", ".join(BLOCK), ", ".join(BLOCK[:5])


@dataclass(frozen=True)
class Fact:
    """Bounds of a number of pupils or of an index.

    Attributes:
        lowest: the lowest that it can be.
        highest: the highest.
        source: the table that says so.
        is_derived: whether it follows from other blocks, and is not itself in the release.
    """

    lowest: float
    highest: float
    source: str
    is_derived: bool = False


@dataclass(frozen=True)
class Block:
    """A few schools.

    Attributes:
        key: its values of `BLOCK`.
        known: the pupils of known group of each school.
        facts: what is known of the schools together, by what it is of.
        area: the same of the area, where the block is a category of its schools.
        n_area_schools: schools of the area.
        has_middle: whether the characteristic has a middle group.
    """

    key: tuple[str, ...]
    known: Numbers
    facts: dict[str, Fact]
    area: dict[str, Fact] = field(default_factory=dict)
    n_area_schools: int = 0
    has_middle: bool = True

    @property
    def n_schools(self) -> int:
        """How many schools it has."""
        return len(self.known)


def small_blocks(cursor: duckdb.DuckDBPyConnection, n_schools: int) -> Iterator[Block]:
    """The blocks of at most so many schools of which something is known, in order of their keys.

    Args:
        cursor: what is known, as `opened` made it.
        n_schools: the largest number of schools.
    """
    has_middle = with_middle(cursor)
    facts = "list((what, lowest, highest, source, is_derived) order by what)"
    rows = cursor.execute(f"""
        with small as (
            select * from sizes
            where n_schools <= {n_schools} and block in (select block from facts)
        ),
        schools_of as (
            select block, list(n_pupils order by n_pupils, school) as known
            from members where block in (select block from small) group by block
        ),
        known_of as (
            select block, {facts} as facts
            from facts where block in (select block from small) group by block
        ),
        areas as (
            select block, {_AREA}, n_schools from sizes where kind = 'all'
        ),
        area_facts as (
            select block, {facts} as facts
            from facts
            where
                what in ('first', 'third', 'dissimilarity')
                and block in (select block from areas)
            group by block
        )
        select {_KEY}, known, known_of.facts, area_facts.facts, areas.n_schools
        from small
        inner join schools_of using (block)
        inner join known_of using (block)
        left join areas using ({_AREA})
        left join area_facts on areas.block = area_facts.block
        order by small.block
    """).fetchall()
    for *key, known, of_block, of_area, n_area_schools in rows:
        yield Block(
            tuple(key),
            np.array(known, float),
            {what: Fact(*rest) for what, *rest in of_block},
            {what: Fact(*rest) for what, *rest in of_area or []} if key[5] != "all" else {},
            n_area_schools,
            key[2] in has_middle,
        )
