"""`segmon check`: is a delivery good?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from segmon.commands.console import progress_bar, say
from segmon.commands.options import (
    Areas,
    AreasOption,
    Input,
    Json,
    LayoutOption,
    MaxRejected,
    Quiet,
    SchoolYears,
)
from segmon.errors import SegmonError
from segmon.findings import listed_notices

if TYPE_CHECKING:
    from segmon.checks.checked import CheckedDelivery
    from segmon.checks.rejected import RejectedRow
    from segmon.delivery.find import FoundDelivery
    from segmon.findings import Judged

#: Rows that were left out and are shown; the warehouse has them all.
N_SHOWN = 10


def check(
    input_: Input,
    layout: LayoutOption,
    areas: AreasOption = Areas.nl,
    school_year: SchoolYears = None,
    max_rejected: MaxRejected = 0,
    page: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the results to this .html file as well."),
    ] = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Check a delivery with Great Expectations; build nothing.

    Example: `segmon check --input my-delivery --layout register`
    """
    from segmon.checks.checked import check_delivery
    from segmon.checks.page import write_page

    place = ", ".join(map(str, input_))
    try:
        with progress_bar(as_json or quiet) as progress:
            progress("checking the delivery", 0.5)
            checked = check_delivery(input_, layout, school_year or (), max_rejected, areas)
    except SegmonError as error:
        if page and error.judged:
            error.page = write_page(page, "of a delivery", place, error.judged, error.notices)
        raise
    result, lines = {"input": place, **check_result(checked)}, checked_lines(checked)
    if page:
        write_page(page, "of a delivery", place, checked.judged, checked.found.notices)
        result["page"] = str(page)
        lines.append(f"page    {page}")
    say(as_json, result, lines, quiet)


def check_result(checked: CheckedDelivery) -> dict[str, object]:
    """A delivery that passed as the object that `--json` prints."""
    rejected = {(row.table_name, row.file_name, row.row_number) for row in checked.rejected}
    return {
        "rows": checked.n_rows,
        "rules": len(checked.judged),
        "rejected": len(rejected),
        "notices": [asdict(notice) for notice in checked.found.notices],
        "warnings": warnings(checked.judged),
        **({"serving": list(map(asdict, serving))} if (serving := checked.found.serving) else {}),
    }


def checked_lines(checked: CheckedDelivery) -> list[str]:
    """A delivery that passed as lines of text."""
    rows = ", ".join(f"{table} {n:,}" for table, n in checked.n_rows.items())
    n_rules, n_met = len(checked.judged), sum(found.is_met for found in checked.judged)
    met = f"{n_rules} rules hold" if n_met == n_rules else f"{n_met} of {n_rules} rules hold"
    return [
        f"checked {checked.found.place}: {met}; rows read: {rows}",
        *_serving_lines(checked.found),
        *(f"notice  {notice}" for notice in listed_notices(checked.found.notices)),
        *_rejected_lines(checked.rejected),
    ]


def _serving_lines(found: FoundDelivery) -> Iterator[str]:
    """Which file of each table serves which school year, a line for each."""
    files = {(each.school_year, each.table_name): each.file for each in found.serving}
    tables = [table.name for table in found.tables if table.spec.microdata]
    width = max(map(len, tables), default=0)
    for year in found.served_years:
        for table in tables:
            yield f"serves  {year} {table:<{width}} {files.get((year, table), '–')}"


def warnings(judged: Sequence[Judged]) -> list[str]:
    """What is said and stops nothing."""
    return [str(found.finding) for found in judged if found.outcome == "warning"]


def _rejected_lines(rejected: Sequence[RejectedRow]) -> Iterator[str]:
    for row in rejected[:N_SHOWN]:
        column = f", {row.column_name}" if row.column_name else ""
        value = f"; it is {row.value}" if row.value else ""
        yield f"left out {row.file_name} row {row.row_number:,}{column}: {row.rule}{value}"
    if len(rejected) > N_SHOWN:
        yield f"left out {len(rejected) - N_SHOWN:,} more: see ops.rejected_rows"
