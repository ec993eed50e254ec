"""What can be read off a release without any reckoning."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from segmon.audit.breaches import BLOCK, Breach, Limits
from segmon.audit.released import columns_of

_KEY = ", ".join(BLOCK)
_COVERAGE = ("n_pupils", "n_known", "n_missing")


def one_school(cursor: duckdb.DuckDBPyConnection) -> Iterator[Breach]:
    """Values of a single school, whatever they are."""
    rows = cursor.execute(f"""
        select min(source), count(*), {_KEY}
        from shown inner join sizes using ({_KEY})
        where n_schools = 1 and value is not null
        group by {_KEY} order by {_KEY}
    """)
    for source, n_values, *key in rows.fetchall():
        yield Breach.of_block(
            *("one school", source, key),
            f"there is one school here, so what is released ({n_values} values) is of that school",
        )


def small_numbers(cursor: duckdb.DuckDBPyConnection, limits: Limits) -> Iterator[Breach]:
    """Groups of few pupils, and groups that are all or none of the pupils."""
    rows = cursor.execute(f"""
        select
            source,
            case
                when highest < {limits.min_count}
                    then 'a group has surely fewer than {limits.min_count} pupils here'
                else
                    'a group is surely {limits.max_share:.0%} or more of the pupils here, so that'
                    ' a reader who knows a pupil knows the group too'
            end,
            {_KEY}
        from facts inner join sizes using (block)
        where
            not is_derived and what in ('first', 'middle', 'third')
            and (highest < {limits.min_count} or lowest >= {limits.max_share} * n_pupils)
        union
        select source, 'fewer than {limits.min_count} pupils are counted here', {_KEY}
        from shown
        where form = 'count' and value < {limits.min_count}
        order by all
    """)
    for source, sentence, *key in rows.fetchall():
        yield Breach.of_block("small numbers", source, key, sentence)


def coverage(cursor: duckdb.DuckDBPyConnection, limits: Limits) -> Iterator[Breach]:
    """Few pupils of unknown group in the country."""
    for column in sorted(set(_COVERAGE).intersection(columns_of(cursor).get("data_coverage", ()))):
        rows = cursor.execute(
            "select school_year, sector, characteristic from marts.data_coverage"
            f" where {column} > 0 and {column} < {limits.min_count} order by all"
        )
        for key in rows.fetchall():
            yield Breach(
                *("small numbers", "data_coverage", " / ".join(key)),
                f"fewer than {limits.min_count} pupils are counted in {column}",
            )


def roundings(cursor: duckdb.DuckDBPyConnection, limits: Limits) -> Iterator[Breach]:
    """Columns with more digits than are promised."""
    for table, columns in columns_of(cursor).items():
        for column, its_type in columns.items():
            # a dimension says what a code means
            if its_type != "DOUBLE" or table.startswith("dim_"):
                continue
            n_decimals = limits.km_decimals if column.endswith("_km") else limits.decimals
            if _any(cursor, table, f"abs({column} - round({column}, {n_decimals})) > 1e-9"):
                yield Breach(
                    *("rounding", table, column),
                    f"there are values of more than {n_decimals} decimals",
                )
    counts = cursor.execute(
        "select distinct source, source_column from shown"
        f" where form = 'count' and value % {limits.count_base} <> 0 order by all"
    )
    for source, column in counts.fetchall():
        yield Breach(
            *("rounding", source, column),
            f"there are numbers of pupils that are no multiple of {limits.count_base}",
        )


def _any(cursor: duckdb.DuckDBPyConnection, table: str, condition: str) -> bool:
    return bool(cursor.execute(f"select 1 from marts.{table} where {condition} limit 1").fetchone())
