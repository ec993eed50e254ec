"""What must hold before a single row is read: the columns of every file, and their types."""

from __future__ import annotations

from collections.abc import Iterator

from segmon.delivery.files import FoundTable
from segmon.delivery.find import FoundDelivery
from segmon.findings import Finding


def structure_findings(found: FoundDelivery) -> Iterator[Finding]:
    """Every column is in every file of its table exactly once, and of one type."""
    for table in found.tables:
        yield from _columns(table)
        for (file, column), (kind, usual) in table.mixed.items():
            yield Finding(
                table=table.name,
                column=column,
                rule="the column has one type in every file"
                f" (it is {kind} here, {usual} elsewhere)",
                n_rows=0,
                observed=1,
                file=file,
                why="a code that was a number in one file has lost its leading zeros there",
                resolve="write every file with the same types",
            )


def _columns(table: FoundTable) -> Iterator[Finding]:
    """One finding per column where all is well, one per file where it is not."""
    for column in table.spec.columns:
        required = 0 if column.optional else 1
        counts = {file: header.count(column.name) for file, header in table.headers.items()}
        wrong = {file: n for file, n in counts.items() if not required <= n <= 1}
        for file, n_found in (wrong or {table.source: required}).items():
            n_wrong = max(required - n_found, n_found - 1, 0)
            state = f"{n_found} are there" if n_found else "it is not there"
            yield Finding(
                table=table.name,
                column=column.name,
                rule="the column is in the file exactly once" + (f" ({state})" if n_wrong else ""),
                n_rows=0,
                observed=n_wrong,
                file=file,
                why="a column that is missing cannot be read; of two, neither can be trusted",
                resolve=f"the columns are {', '.join(table.spec.column_names)}",
            )
