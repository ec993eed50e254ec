"""How many pupils of a delivery have no known group: what `coverage_suite` is held against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from segmon.database import Database
from segmon.delivery.open import OpenDelivery
from segmon.macros import expression

if TYPE_CHECKING:
    import pandas as pd

#: Layouts whose missing shares are judged, and the table that tells them.
COVERAGE = {"register": "pupils"}
#: Characteristics whose missing shares have a bound in the seed `quality_bounds`.
CHARACTERISTICS = ("income", "education")
#: Columns of the missing shares.
COLUMNS = (
    *("school_year", "sector", "characteristic"),
    *("n_pupils", "n_missing", "missing_share", "max_missing_share"),
)


@dataclass(frozen=True)
class Coverage:
    """The missing shares of a delivery.

    Attributes:
        table: table of the layout that the pupils are in.
        source: file or folder of the delivery that it was read from.
        rows: `COLUMNS`, the last from the seed `quality_bounds`.
    """

    table: str
    source: str
    rows: pd.DataFrame


def pupil_coverage() -> dict[str, str]:
    """Counts of pupils as SQL, those in grades that the monitor leaves out not counted.

    Who is monitored and who is unknown is said by macros, for staging and for the checks.
    """
    monitored = expression("is_monitored", grade="try_cast(grade as integer)")
    unknown = {name: expression("is_unknown", name) for name in CHARACTERISTICS}
    return {
        "n_monitored": f"count(*) filter (where {monitored})",
        **{
            f"missing_{name}": f"count(*) filter (where ({monitored}) and {condition})"
            for name, condition in unknown.items()
        },
    }


def missing_shares(connection: Database, opened: OpenDelivery) -> Coverage | None:
    """The missing shares, once `content_findings` has gone through the delivery.

    Args:
        connection: the database in which the delivery was opened, with the seed `quality_bounds`
            in schema `seeds`.
        opened: the delivery.

    Returns:
        The shares; null where the layout does not tell who is missing.
    """
    name = COVERAGE.get(opened.found.layout)
    if not name:
        return None
    # not at the top: commands that check nothing need it not
    import pandas as pd

    source = next(table.source for table in opened.found.tables if table.name == name)
    sums = ", ".join(f"cast(sum(missing_{code}) as bigint) as {code}" for code in CHARACTERISTICS)
    each = " union all ".join(
        f"select school_year, sector, '{code}' as characteristic, n_pupils, {code} as n_missing"
        " from sums"
        for code in CHARACTERISTICS
    )
    sums = f"""
        select
            r0_0 as school_year,
            r0_1 as sector,
            cast(sum(n_monitored) as bigint) as n_pupils,
            {sums}
        from profile_{name}
        group by r0_0, r0_1
    """
    rows = connection.execute(
        f"with sums as ({sums}), coverage as ({each}) {bounded_shares('seeds')}"
    ).fetchall()
    return Coverage(name, source, pd.DataFrame(rows, columns=list(COLUMNS)))


def bounded_shares(schema: str) -> str:
    """SQL of the missing shares that have a bound, with `COLUMNS`.

    The relation `coverage` has `school_year`, `sector`, `characteristic` (or link), `n_pupils` and
    `n_missing`.

    Args:
        schema: the schema of the seed `quality_bounds`.
    """
    return f"""
        select {", ".join(COLUMNS)}
        from (
            select
                coverage.school_year,
                coverage.sector,
                coverage.characteristic,
                n_pupils,
                n_missing,
                cast(n_missing as double) / n_pupils as missing_share,
                max_missing_share,
                -- the bound of the year itself goes before the one for other years
                row_number() over (
                    partition by coverage.sector, coverage.school_year, coverage.characteristic
                    order by case when bounds.school_year = 'other' then 1 else 0 end
                ) as place
            from coverage
            inner join {schema}.quality_bounds as bounds
                on bounds.sector = coverage.sector
                and bounds.characteristic = coverage.characteristic
                and bounds.school_year in (coverage.school_year, 'other')
            where n_pupils > 0
        ) as bounded
        where place = 1
        order by sector, school_year, characteristic
    """
