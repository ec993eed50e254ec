"""The systems of a release: atoms of schools that no released number tells apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb
import numpy as np
from scipy import sparse

from segmon.audit.breaches import BLOCK
from segmon.audit.formulas import Numbers
from segmon.audit.released import with_middle
from segmon.audit.system import System, Target, terms

_SERIES, _KEY = ", ".join(BLOCK[:3]), ", ".join(BLOCK)


def systems(cursor: duckdb.DuckDBPyConnection) -> Iterator[System]:
    """The systems of a release, in order.

    Args:
        cursor: what is known, as `opened` made it.
    """
    _prepare(cursor)
    has_middle = with_middle(cursor)
    series = cursor.execute(f"select distinct {_SERIES} from atoms order by all").fetchall()
    for key in series:
        yield _system(cursor, key, key[2] in has_middle)


def _prepare(cursor: duckdb.DuckDBPyConnection) -> None:
    """Put schools that no released number tells apart together, and list what is hidden."""
    cursor.execute("""
        create or replace temp table counted as
        select * from facts where what in ('first', 'middle', 'third', 'pairs')
    """)
    cursor.execute(f"""
        create or replace temp table hidden as
        select distinct block
        from shown inner join sizes using ({_KEY})
        where
            is_hidden and form in ('count', 'share') and what in ('first', 'middle', 'third')
            and block not in (select block from counted where what <> 'pairs')
    """)
    cursor.execute(f"""
        create or replace temp table school_atoms as
        with told as (
            select school, list(block order by block) as blocks
            from members
            where block in (select block from counted) or block in (select block from hidden)
            group by school
        )
        select
            school,
            dense_rank() over (partition by {_SERIES} order by blocks) - 1 as atom
        from schools inner join told using (school)
    """)
    cursor.execute(f"""
        create or replace temp table atoms as
        select
            {_SERIES}, atom,
            cast(sum(n_pupils) as double) as known,
            list(n_pupils order by n_pupils) as each,
            min(school) as school
        from schools inner join school_atoms using (school)
        group by {_SERIES}, atom
    """)
    # the smallest block that an atom is in, to name it by
    cursor.execute(f"""
        create or replace temp table named as
        select school, arg_min([{_KEY}], (n_schools, block)) as key
        from members
        inner join sizes using (block)
        where school in (select school from atoms)
        group by school
    """)
    cursor.execute(f"""
        create or replace temp table block_atoms as
        select distinct {_SERIES}, block, atom
        from members
        inner join school_atoms using (school)
        inner join schools using (school)
        where block in (select block from counted) or block in (select block from hidden)
    """)


def _system(cursor: duckdb.DuckDBPyConnection, series: tuple[str, ...], has_middle: bool) -> System:
    chosen = " and ".join(f"{key} = ?" for key in BLOCK[:3])
    atoms = cursor.execute(
        "select known, each, key from atoms inner join named using (school)"
        f" where {chosen} order by atom",
        series,
    ).fetchall()
    of_blocks: dict[int, list[int]] = {}
    for block, atom in cursor.execute(
        f"select block, atom from block_atoms where {chosen} order by all", series
    ).fetchall():
        of_blocks.setdefault(block, []).append(atom)
    known = np.array([row[0] for row in atoms], float)
    facts = cursor.execute(
        "select block, what, lowest, highest from counted inner join sizes using (block)"
        f" where {chosen} order by all",
        series,
    ).fetchall()
    rows, lowest, highest = _rows(facts, of_blocks, known)
    targets = _hidden(cursor, series, of_blocks, atoms)
    told = {target.atoms for target in targets}
    for number, (_, each, named) in enumerate(atoms):
        if len(each) <= Target.FEW and (number,) not in told:
            targets.append(Target((number,), tuple(each), tuple(named)))
    return System(series, has_middle, known, rows, lowest, highest, targets)


def _rows(
    facts: Sequence[tuple[int, str, float, float]], of_blocks: dict[int, list[int]], known: Numbers
) -> tuple[sparse.csr_array, Numbers, Numbers]:
    n = len(known)
    at: list[tuple[int, int, float]] = []
    lowest, highest = np.zeros(len(facts)), np.zeros(len(facts))
    for row, (block, what, low, high) in enumerate(facts):
        atoms = of_blocks[block]
        added = known[atoms].sum() if what == "middle" else 0.0
        lowest[row], highest[row] = low - added, high - added
        for sign, group in terms(what):
            at += [(row, group * n + atom, float(sign)) for atom in atoms]
    where, columns, signs = zip(*at, strict=True) if at else ((), (), ())
    return sparse.csr_array((signs, (where, columns)), shape=(len(facts), 2 * n)), lowest, highest


def _hidden(
    cursor: duckdb.DuckDBPyConnection,
    series: tuple[str, ...],
    of_blocks: dict[int, list[int]],
    atoms: Sequence[tuple[float, list[int], list[str]]],
) -> list[Target]:
    chosen = " and ".join(f"{key} = ?" for key in BLOCK[:3])
    rows = cursor.execute(
        f"select block, {_KEY} from hidden inner join sizes using (block) where {chosen}"
        " order by block",
        series,
    ).fetchall()
    return [
        Target(
            tuple(of_blocks[block]),
            tuple(n for atom in of_blocks[block] for n in atoms[atom][1]),
            tuple(key),
            block,
        )
        for block, *key in rows
    ]
