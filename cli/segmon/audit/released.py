"""What a reader knows: public numbers of pupils of schools, and a release, as facts of blocks.

A block is the schools of an area, or those of a category there. A fact is a number of its pupils or
an index of it, between two bounds: those that round to what is released.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb

from segmon.audit.breaches import BLOCK, Limits
from segmon.audit.readings import READINGS

if TYPE_CHECKING:
    import pandas as pd

_KEY = ", ".join(BLOCK)
#: What a value is of, and where it is.
OF_VALUE = ("what", "form", "source", "source_column")
#: Decimals that are told apart; more is as good as exact.
_DECIMALS = range(7)
_EXACT = 12
#: How far off at most numbers of pupils are, indices that are reckoned, and indices beyond an edge.
_NOISE, _TINY, _EDGE = 1e-6, 1e-9, 1e-8


@contextmanager
def opened(
    released: duckdb.DuckDBPyConnection, school_totals: pd.DataFrame, limits: Limits
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A cursor of a release with what follows from it as temporary tables.

    `shown` has the values of the release; `schools` what is public of schools; `sizes` every block
    by number, `members` its schools; `facts` the bounds of what is known of a block. Schools
    without pupils of known group are no schools of an area.

    Args:
        released: the marts of the release.
        school_totals: a row per school year, sector, school and, if there is such a column,
            characteristic.
        limits: what is promised.
    """
    with released.cursor() as cursor:
        cursor.register("totals", school_totals)
        _shown(cursor)
        _schools(cursor, "characteristic" in school_totals)
        _blocks(cursor)
        _facts(cursor, limits)
        yield cursor


def columns_of(cursor: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """The columns of every mart of a release, and their types."""
    found: dict[str, dict[str, str]] = {}
    rows = cursor.execute(
        "select table_name, column_name, data_type from duckdb_columns()"
        " where schema_name = 'marts' order by table_name, column_index"
    )
    for table, column, its_type in rows.fetchall():
        found.setdefault(table, {})[column] = its_type
    return found


def with_middle(cursor: duckdb.DuckDBPyConnection) -> set[str]:
    """The characteristics that have a middle group.

    Args:
        cursor: what is known, as `opened` made it.
    """
    rows = cursor.execute(
        "select distinct characteristic from positions where group_position = 'middle'"
    )
    return {str(characteristic) for (characteristic,) in rows.fetchall()}


def _shown(cursor: duckdb.DuckDBPyConnection) -> None:
    tables = columns_of(cursor)
    cursor.execute(
        "create temp table positions as select characteristic, group_code, group_position,"
        " count(*) over (partition by characteristic, group_position) as n_groups"
        " from marts.dim_group where group_position is not null"
    )
    columns = ", ".join(f"{column} varchar" for column in (*BLOCK, *OF_VALUE))
    cursor.execute(f"create temp table shown ({columns}, value double, is_hidden boolean)")
    for reading in READINGS:
        # what is not released gives nothing away
        if reading.column in tables.get(reading.table, ()):
            cursor.execute(f"insert into shown by name {reading.query(tables[reading.table])}")


def _schools(cursor: duckdb.DuckDBPyConnection, is_by_characteristic: bool) -> None:
    characteristics = "" if is_by_characteristic else ", characteristics"
    cursor.execute(f"""
        create temp table schools as
        with characteristics as (select distinct characteristic from shown),
        country as (
            select coalesce(any_value(area_code), 'NL') as code from shown
            where area_level = 'national'
        ),
        counted as (
            select
                school_year, sector, characteristic, school_id,
                area_code as municipality,
                coalesce(cast(urbanity_code as varchar), 'unknown') as urbanity,
                country.code as country,
                governance,
                denomination_code as denomination,
                school_type_code as school_type,
                cast(n_pupils as bigint) as n_pupils
            from totals{characteristics}, country
            where n_pupils > 0
        )
        select
            row_number() over (order by school_year, sector, characteristic, school_id) as school,
            *
        from counted
    """)


def _blocks(cursor: duckdb.DuckDBPyConnection) -> None:
    levels = {"municipality": "municipality", "urbanity": "urbanity", "national": "country"}
    kinds = {"all": "'all'", "governance": "governance", "denomination": "denomination"}
    series = "school_year, sector, characteristic"
    each = " union all ".join(
        f"select {series}, '{level}' as area_level, {area} as area_code,"
        f" '{kind}' as kind, {code} as code, school, n_pupils from schools where {code} is not null"
        for level, area in levels.items()
        for kind, code in {**kinds, "school_type": "school_type"}.items()
    )
    cursor.execute(f"create temp table of_schools as {each}")
    cursor.execute(f"""
        create temp table sizes as
        select
            row_number() over (order by {_KEY}) as block,
            {_KEY},
            count(*) as n_schools,
            cast(sum(n_pupils) as bigint) as n_pupils
        from of_schools group by {_KEY}
    """)
    cursor.execute(f"""
        create temp table members as
        select block, school, of_schools.n_pupils from of_schools inner join sizes using ({_KEY})
    """)
    cursor.execute("drop table of_schools")


def _facts(cursor: duckdb.DuckDBPyConnection, limits: Limits) -> None:
    decimals = " ".join(f"when abs(value - round(value, {n})) < 1e-9 then {n}" for n in _DECIMALS)
    half_count = f"case when is_rounded then {limits.count_base} / 2 else 0 end"
    cursor.execute(f"""
        create temp table halves as
        select
            source, source_column, form, what,
            max(case {decimals} else {_EXACT} end) as n_decimals,
            count(*) filter (where value % {limits.count_base} <> 0) = 0 as is_rounded,
            case form
                when 'count' then {half_count}
                -- values of few decimals by chance are no less exact than is promised
                else 0.5 * pow(10, -greatest(n_decimals, {limits.decimals}))
            end as half
        from shown where value is not null
        group by source, source_column, form, what
    """)
    # halves round away from zero, so one end of what rounds to a value is itself no part of it
    scale = "case form when 'share' then n_pupils else 1 end"
    least = f"ceil((value - half) * {scale} - {_NOISE})"
    most = f"greatest({least}, ceil((value + half) * {scale} - {_NOISE}) - 1)"
    inside = f"least(half, {_EDGE})"
    cursor.execute(f"""
        create temp table facts as
        select
            block,
            what,
            max(case
                when form in ('count', 'share') then {least}
                else value - half + case when value > 0 then -{_TINY} else {inside} end
            end) as lowest,
            min(case
                when form in ('count', 'share') then {most}
                else value + half - case when value < 0 then -{_TINY} else {inside} end
            end) as highest,
            min(source) as source,
            false as is_derived
        from shown
        inner join halves using (source, source_column, form, what)
        inner join sizes using ({_KEY})
        where value is not null and form <> 'distance'
        group by block, what
    """)
    # of what has no value because there is none, everybody knows that it is no part of a mean
    cursor.execute(f"""
        create temp table undefined as
        select distinct block, what from shown inner join sizes using ({_KEY})
        where value is null and not is_hidden and form = 'index'
    """)
