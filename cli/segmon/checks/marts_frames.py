"""The frames that the suites of `marts_suite` are held against, made in DuckDB."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import duckdb

from segmon.checks.coverage import bounded_shares
from segmon.checks.mart_frame import extreme_rows, mart_frame
from segmon.checks.marts_bounds import OF_INDICES
from segmon.database import load_seeds

if TYPE_CHECKING:
    import pandas as pd
    from great_expectations.core import ExpectationSuite

LEVELS = ("national", "g4", "urbanity", "municipality")
#: Marts whose bounds differ by a column, and that column.
BOUNDED_BY = {"category_contribution": "definition", **dict.fromkeys(OF_INDICES, "index_code")}


def marts_frames(
    connection: duckdb.DuckDBPyConnection, suites: Mapping[str, ExpectationSuite]
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Every frame with the name of its suite, one at a time.

    Args:
        connection: the database that dbt built in.
        suites: the suites, by the name of their frame.
    """
    load_seeds(connection, "plausible_changes", "quality_bounds", schema="bounds")
    made = {f"changes_of_{name}": partial(changes, connection, name) for name in CHANGES}
    made["expected_areas"] = partial(expected_areas, connection)
    made["linkage"] = partial(linkage, connection)
    for name, suite in suites.items():
        if name in made:
            yield name, made[name]()
        elif name in BOUNDED_BY:
            yield name, extreme_rows(connection, name, _columns(suite), BOUNDED_BY[name])
        else:
            yield name, mart_frame(connection, name, _columns(suite))


def _columns(suite: ExpectationSuite) -> list[str]:
    """The columns that its expectations name."""
    parts = ("column", "column_A", "column_B")
    names = {
        getattr(expectation, part, None) for expectation in suite.expectations for part in parts
    }
    conditions = (getattr(it, "row_condition", None) for it in suite.expectations)
    names |= {getattr(getattr(it, "column", None), "name", None) for it in conditions}
    return sorted(filter(None, names))


def expected_areas(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Year, topic and area with pupils of known group, and whether it is in its mart."""
    key = "school_year, sector, characteristic, area_level, area_code"
    published = " union all ".join(f"select {key} from marts.segregation_{n}" for n in LEVELS)
    return connection.execute(f"""
        with expected as (
            select distinct
                school_year, sector, characteristic, area_level, areas.area_code
            from intermediate.int_school_group_counts
            inner join intermediate.int_municipality_areas as areas
                using (school_year, municipality_code)
            where n_known > 0
        ),
        published as (
            select distinct {key} from ({published})
        )
        select expected.*, published.area_code is not null as is_published
        from expected
        left join published using ({key})
        where area_level in {LEVELS}
    """).df()


def linkage(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Year, sector and link (column `characteristic`), and the share of pupils that lack it."""
    return connection.execute(f"""
        with coverage as (
            select
                school_year,
                sector,
                link as characteristic,
                cast(sum(n_pupils) as bigint) as n_pupils,
                cast(coalesce(sum(n_pupils) filter (where outcome <> 'linked'), 0) as bigint)
                    as n_missing
            from staging.stg_linkage_counts
            group by school_year, sector, link
        )
        {bounded_shares("bounds")}
    """).df()


@dataclass(frozen=True)
class Change:
    """How a figure that moves slowly is measured.

    Attributes:
        mart: mart that holds it.
        column: its column.
        moved: its change as SQL of `figure` and `before`.
        size: pupils of a pair of years as SQL; with few of them chance alone moves the figure.
        condition: the rows of the mart that count.
    """

    mart: str
    column: str
    moved: str
    size: str
    condition: str


#: By their row in the seed `plausible_changes`. Of a number, the larger year tells whether it is
#: large: an incomplete year is small by itself.
CHANGES = {
    "dissimilarity": Change(
        *("segregation_national", "value", "figure - before"),
        *("least(n_pupils, n_before)", "index_code = 'dissimilarity'"),
    ),
    "pupils": Change(
        *("data_coverage", "n_pupils", "figure / before - 1"),
        *("greatest(n_pupils, n_before)", "n_pupils > 0"),
    ),
    "schools": Change(
        *("segregation_national", "n_schools", "figure / before - 1"),
        *("greatest(n_pupils, n_before)", "index_code = 'dissimilarity' and n_schools > 0"),
    ),
}


def changes(connection: duckdb.DuckDBPyConnection, name: str) -> pd.DataFrame:
    """Sector, characteristic and pair of consecutive years, and how far a figure moved.

    Args:
        connection: the database, with the seed `plausible_changes` in schema `bounds`.
        name: a key of `CHANGES`.
    """
    change = CHANGES[name]
    return connection.execute(f"""
        with figures as (
            select sector, characteristic, school_year, {change.column} as figure, n_pupils
            from marts.{change.mart}
            where {change.condition} and {change.column} is not null
        ),
        pairs as (
            select
                *,
                lag(figure) over years as before,
                lag(school_year) over years as year_before,
                lag(n_pupils) over years as n_before
            from figures
            window years as (partition by sector, characteristic order by school_year)
        )
        select
            sector,
            characteristic,
            year_before,
            school_year,
            before,
            figure,
            abs({change.moved}) as moved,
            bounds.max_change as bound,
            coalesce({change.size} >= bounds.min_pupils, false) as is_large
        from pairs
        cross join bounds.plausible_changes as bounds
        -- the year before, not an earlier one; a calendar year has its first four digits only
        where
            bounds.measure = '{name}'
            and cast(left(school_year, 4) as integer) = cast(left(year_before, 4) as integer) + 1
    """).df()
