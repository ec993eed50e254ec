"""That every file of microdata which is read has rows."""

from __future__ import annotations

from collections.abc import Iterator

from segmon.database import Database, quoted
from segmon.delivery.open import OpenDelivery
from segmon.findings import Finding


def file_findings(connection: Database, opened: OpenDelivery) -> Iterator[Finding]:
    """Each file that serves a school year has rows.

    Args:
        connection: the database in which the delivery was opened.
        opened: the delivery.
    """
    serving = opened.found.serving
    for table in opened.tables if serving else ():
        files = {each.file_year: each.file for each in serving if each.table_name == table.name}
        empty = [
            files[year]
            for year in sorted(files)
            if not _has_rows(connection, f"{table.name} where file_year = {quoted(year)}")
        ]
        if files:
            yield Finding(
                table=table.name,
                column="",
                rule="each file has rows" + (f" ({', '.join(empty)} has none)" if empty else ""),
                n_rows=0,
                observed=len(empty),
                file=table.found.source,
                why="without rows, everybody of the school year would be unknown or not be there",
                resolve="deliver the whole file",
            )


def _has_rows(connection: Database, relation: str) -> bool:
    return bool(connection.execute(f"select 1 from delivery.{relation} limit 1").fetchall())
