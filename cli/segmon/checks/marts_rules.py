"""What can be expected of marts that are about to be published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import duckdb

from segmon.database import load_seeds
from segmon.findings import Finding

#: Columns of the marts that hold a share or an index: null, or from 0 to 1.
UNIT_INTERVAL = {
    **{
        f"segregation_{scope}": "value"
        for scope in ("national", "g4", "urbanity", "municipality", "governance")
    },
    "group_distribution": "share",
    "category_composition": "share",
    "data_coverage": "missing_share",
}
#: Marts whose shares add to 1 over groups, and what stays the same meanwhile.
WHOLES = {
    "group_distribution": "school_year, sector, characteristic, area_level, area_code",
    "category_composition": "school_year, sector, characteristic, area_level, area_code,"
    " category_kind, category_code",
}
LEVELS = ("national", "g4", "urbanity", "municipality")


def marts_findings(
    connection: duckdb.DuckDBPyConnection, school_years: Sequence[str]
) -> Iterator[Finding]:
    """Measure the marts of a finished build.

    Args:
        connection: the database that dbt built in.
        school_years: the years that must be there.
    """
    load_seeds(connection, "plausible_changes", schema="bounds")
    for mart, column in UNIT_INTERVAL.items():
        yield _finding(
            *(connection, mart, column, "each value is between 0 and 1"),
            "anything else is no share and no index, and NaN or infinity spoils every mean",
            "look for counts that are negative or a whole that is smaller than its part",
            # NaN sorts above every number
            f"select school_year || ' ' || {column} from marts.{mart}"
            f" where not ({column} between 0 and 1)",
        )
    for mart, whole in WHOLES.items():
        yield _finding(
            *(connection, mart, "share", "the shares of an area add to 1"),
            "a group would be missing or counted twice",
            "compare the groups of the area with seeds/characteristics.csv",
            f"select concat_ws(' ', {whole}) from marts.{mart} group by {whole}"
            " having count(*) = count(share) and abs(sum(share) - 1) > 1e-9",
        )
    yield _years_present(connection, school_years)
    yield from _areas_present(connection)
    for measure in MEASURES:
        yield from _moved(connection, measure)


def _finding(
    connection: duckdb.DuckDBPyConnection,
    mart: str,
    column: str,
    rule: str,
    why: str,
    resolve: str,
    query: str,
) -> Finding:
    rows = connection.execute(f"select cast(broken as varchar) from ({query}) as t(broken)")
    broken = sorted(str(row[0]) for row in rows.fetchall())
    n = len(broken)
    place = (mart, column, rule, n, n, 0, tuple(broken[:5]))
    return Finding(*place, why=why, resolve=resolve, door="marts")


def _years_present(connection: duckdb.DuckDBPyConnection, school_years: Sequence[str]) -> Finding:
    rows = connection.execute("select distinct school_year from marts.data_coverage").fetchall()
    missing = sorted(set(school_years) - {str(year) for (year,) in rows})
    n = len(missing)
    return Finding(
        table="data_coverage",
        column="school_year",
        rule=f"each of the {len(school_years)} school years is in the marts",
        n_rows=n,
        observed=n,
        examples=tuple(missing[:5]),
        why="a year that was published would be lost",
        resolve="look for a year whose schools are not in `schools`",
        door="marts",
    )


def _areas_present(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    for level in LEVELS:
        yield _finding(
            *(connection, f"segregation_{level}", "area_code"),
            "every area with pupils of known group is there, in every year",
            "a chart or a change table would have a hole",
            "look for municipalities that are spelled otherwise in `schools`",
            f"""
            select concat_ws(' ', school_year, sector, characteristic, areas.area_code)
            from (
                select distinct school_year, sector, characteristic, municipality_code
                from intermediate.int_school_group_counts
                where n_known > 0
            ) as expected
            inner join intermediate.int_municipality_areas as areas
                using (school_year, municipality_code)
            anti join marts.segregation_{level} as mart
                using (school_year, sector, characteristic, area_code)
            where areas.area_level = '{level}'
            group by all
            """,
        )


@dataclass(frozen=True)
class Measure:
    """A figure that moves slowly from one school year to the next.

    Attributes:
        name: its row in the seed `plausible_changes`.
        mart: mart that holds it.
        column: its column.
        rule: what should hold, of a sector with a characteristic, and a bound.
        why: what a jump mostly is.
        change: its change as SQL of `figure` and `before`.
        size: pupils of a pair of years as SQL; with few of them chance alone moves the figure.
        condition: the rows of the mart that count.
    """

    name: str
    mart: str
    column: str
    rule: str
    why: str
    change: str
    size: str
    condition: str


#: Of a number, the larger year tells whether it is large: an incomplete year is small by itself.
MEASURES = (
    Measure(
        "dissimilarity",
        "segregation_national",
        "value",
        "the national dissimilarity of {} moved by at most {} in a year",
        "segregation changes slowly: a jump is rather a file that did not link",
        "figure - before",
        "least(n_pupils, n_before)",
        "index_code = 'dissimilarity'",
    ),
    Measure(
        "pupils",
        "data_coverage",
        "n_pupils",
        "the number of pupils, by {}, moved by at most a part of {} in a year",
        "the population changes slowly: a jump is rather an incomplete delivery",
        "figure / before - 1",
        "greatest(n_pupils, n_before)",
        "n_pupils > 0",
    ),
    Measure(
        "schools",
        "segregation_national",
        "n_schools",
        "the number of schools, by {}, moved by at most a part of {} in a year",
        "schools open and close slowly: a jump is rather an incomplete delivery",
        "figure / before - 1",
        "greatest(n_pupils, n_before)",
        "index_code = 'dissimilarity' and n_schools > 0",
    ),
)


def _moved(connection: duckdb.DuckDBPyConnection, measure: Measure) -> Iterator[Finding]:
    """One finding per sector and characteristic: the largest change between consecutive years.

    It is an error as soon as one change that is too large is of as many pupils as the seed says.
    """
    rows = connection.execute(f"""
        with figures as (
            select sector, characteristic, school_year, {measure.column} as figure, n_pupils
            from marts.{measure.mart}
            where {measure.condition} and {measure.column} is not null
        ),
        pairs as (
            select
                *,
                lag(figure) over years as before,
                lag(school_year) over years as year_before,
                lag(n_pupils) over years as n_before
            from figures
            window years as (partition by sector, characteristic order by school_year)
        ),
        changes as (
            select
                pairs.*,
                abs({measure.change}) as moved,
                cast(bounds.max_change as double) as bound,
                {measure.size} >= cast(bounds.min_pupils as bigint) as is_large
            from pairs
            cross join bounds.plausible_changes as bounds
            -- the year before, not an earlier one
            where bounds.measure = '{measure.name}' and right(year_before, 4) = left(school_year, 4)
        )
        select
            sector,
            characteristic,
            max(moved),
            bound,
            coalesce(bool_or(is_large) filter (where moved > bound), bool_or(is_large)),
            list(year_before || ' to ' || school_year || ': ' || before || ' to ' || figure
                order by school_year) filter (where moved > bound)
        from changes
        group by sector, characteristic, bound
        order by sector, characteristic
    """).fetchall()
    for sector, characteristic, moved, bound, is_large, pairs in rows:
        yield Finding(
            table=measure.mart,
            column=measure.column,
            rule=measure.rule.format(f"{sector} {characteristic}", f"{bound:g}"),
            n_rows=len(pairs or ()),
            observed=moved,
            limit=bound,
            examples=tuple((pairs or ())[:5]),
            why=measure.why,
            resolve="compare both deliveries, or change the bound in seeds/plausible_changes.csv",
            severity="error" if is_large else "warning",
            door="marts",
        )
