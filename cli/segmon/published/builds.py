"""Which builds made a warehouse, from its schema `ops`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from segmon.database import connect
from segmon.errors import UsageError

#: The tables that an analyst starts with, as `docs/analysts.md` says.
START_WITH = (
    "segregation_all_nl",
    "segregation_all_en",
    "category_contribution_nl",
    "category_contribution_en",
)


@dataclass(frozen=True)
class Published:
    """What a warehouse shows.

    Attributes:
        build_id: the build that wrote it.
        school_years: the build behind each school year.
        manifest: the row of each build in `ops.build_manifest`.
        start_with: the tables to start with that it has.
    """

    build_id: str
    school_years: Mapping[str, str]
    manifest: Mapping[str, Mapping[str, Any]]
    start_with: tuple[str, ...]

    @property
    def is_synthetic(self) -> bool:
        """Whether all of it was invented."""
        return not self.delivered_years

    @property
    def delivered_years(self) -> set[str]:
        """School years that were not invented."""
        return {
            year
            for year, build_id in self.school_years.items()
            if not self.manifest[build_id]["is_synthetic"]
        }


def read_published(warehouse: Path) -> Published | None:
    """What a warehouse shows; null if there is no file.

    Raises:
        UsageError: the file is not a warehouse of segmon, or one without schema `ops`.
    """
    if not warehouse.exists():
        return None
    try:
        with connect(warehouse, read_only=True) as connection:
            years = dict(
                connection.execute(
                    "select school_year, build_id from ops.published_years"
                ).fetchall()
            )
            builds = connection.execute("select * from ops.build_manifest order by build_id")
            names = [column[0] for column in builds.description]
            rows = [dict(zip(names, row, strict=True)) for row in builds.fetchall()]
            tables = {
                table
                for (table,) in connection.execute(
                    "select table_name from duckdb_tables() where schema_name = 'marts'"
                ).fetchall()
            }
            current = next(str(row["build_id"]) for row in rows if row["is_current"])
    except (duckdb.Error, StopIteration) as error:
        reason = str(error).splitlines()[0] if str(error) else "no build in it is the current one"
        if "lock" in reason:
            raise UsageError(f"{warehouse} is open for writing in another program") from None
        raise UsageError(
            f"{warehouse} is not a warehouse that this version of segmon can add to"
            f" ({reason}); move it away or name another file with --warehouse"
        ) from None
    return Published(
        current,
        years,
        {str(row["build_id"]): row for row in rows},
        tuple(f"marts.{table}" for table in START_WITH if table in tables),
    )
