"""What the report reads: records of the marts, per sector and characteristic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from segmon.macros import expression
from segmon.published.scope import Scope

if TYPE_CHECKING:
    import duckdb

Record = dict[str, Any]

#: Indices that the report shows: those of the monitor, what chance gives, and D without its bias.
INDEX_CODES = (
    *("dissimilarity", "interaction", "interaction_reverse"),
    *("dissimilarity_expected", "dissimilarity_z", "dissimilarity_corrected"),
)
#: The kind of category that the report divides the schools of a sector by.
CATEGORY_KINDS = {"po": "denomination", "vo": "school_type"}
#: By kind of figure, a query of records with a `value` and a `status` each; `{areas}` is the
#: condition on the areas to show, `{level}` the level of an area and `{indices}` their indices.
QUERIES = {
    "index": f"""
        select *, {expression("is_beyond_chance", "value", 1)} as is_beyond_chance
        from ({{indices}}) where index_code in {INDEX_CODES}""",
    "distribution": """
        select school_year, sector, characteristic, {level}, area_code, group_code, n_pupils,
            share as value, missing_share, status
        from marts.group_distribution where {areas}""",
    "composition": """
        select school_year, sector, characteristic, {level}, area_code, category_kind,
            category_code, group_code, n_schools, share as value, status
        from marts.category_composition where {areas}""",
    "contribution": """
        select school_year, sector, characteristic, 'g4' as area_level, area_code, category_kind,
            category_code, n_schools, contribution as value, status
        from marts.category_contribution
        where definition = 'monitor' and area_code in (select unnest(?))""",
    "governance": """
        select school_year, sector, characteristic,
            case when area_level = 'municipality' then 'g4' else area_level end as area_level,
            area_code, governance, index_code, value, status, n_schools
        from marts.segregation_governance
        where area_level = 'national' or area_code in (select unnest(?))""",
    "distance": """
        select school_year, sector, characteristic, {level}, area_code, governance, group_code,
            n_pupils, mean_km, median_km, status
        from marts.travel_distance where {areas}""",
    "change": "select * replace ({level}) from marts.segregation_change_span where {areas}",
    "governance_change": """
        select * replace (
            case when area_level = 'municipality' then 'g4' else area_level end as area_level
        )
        from marts.segregation_governance_change
        where area_level = 'national' or area_code in (select unnest(?))""",
    "move": """
        select school_year, sector, characteristic, {level}, area_code, share_to_move as value,
            status
        from marts.pupils_to_move where {areas}""",
    "coverage": "select * from marts.data_coverage",
}


@dataclass(frozen=True)
class Marts:
    """The records of every kind of figure, in the order of the years."""

    records: dict[tuple[str, str, str], list[Record]]

    def of(self, kind: str, sector: str, characteristic: str, **equal: Any) -> list[Record]:
        """The records of a kind, sector and characteristic whose columns have these values."""
        return select(self.records.get((kind, sector, characteristic), ()), **equal)

    def topics(self) -> set[tuple[str, str]]:
        """Sectors and characteristics that the build has figures of."""
        return {(sector, code) for kind, sector, code in self.records if kind == "index"}

    def years(self) -> list[str]:
        """The school years of the build."""
        return years(r for key, of in self.records.items() if key[0] == "index" for r in of)


def select(records: Iterable[Record], **equal: Any) -> list[Record]:
    """The records whose columns have these values."""
    return [r for r in records if all(r[column] == value for column, value in equal.items())]


def years(records: Iterable[Record]) -> list[str]:
    """The school years of records, in order."""
    return sorted({r["school_year"] for r in records})


def read_marts(connection: duckdb.DuckDBPyConnection, scope: Scope) -> Marts:
    """Read what the report shows.

    Args:
        connection: a published warehouse.
        scope: the areas to show.
    """
    records: dict[tuple[str, str, str], list[Record]] = {}
    for kind, query in QUERIES.items():
        text = query.format(areas=scope.where, level=scope.area_level, indices=scope.indices)
        # in one order, or the bytes of the page would depend on threads
        ordered = f"select * from ({text}) order by all"
        result = connection.execute(ordered, [list(scope.cities)] if "?" in text else [])
        names = [column[0] for column in result.description]
        rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
        order = "from_year" if kind.endswith("change") else "school_year"
        for row in sorted(rows, key=lambda row: str(row[order])):
            records.setdefault((kind, row["sector"], row["characteristic"]), []).append(row)
    return Marts(records)
