"""The build next to the figures of the published monitor, from the mart `published_comparison`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import duckdb

from segmon.errors import UsageError
from segmon.labels import Language, characteristics, labels
from segmon.published.interaction_totals import interaction_totals

#: A row of the mart or of a summary of it.
Row = dict[str, Any]
VERDICTS = ("agrees", "differs", "suspect", "not_built")
#: Columns that identify the index of an area in a school year.
INDEX_KEY = ("sector", "characteristic", "area_level", "area_code", "school_year", "index_code")


def read_comparison(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    """Every published figure with this build's value, the difference and the verdict.

    Args:
        connection: a published warehouse.

    Returns:
        The rows of the mart, in the order of kind, sector and characteristic that people see.

    Raises:
        UsageError: the warehouse was built before there was a comparison.
    """
    try:
        result = connection.execute("select * from marts.published_comparison order by figure_id")
    except duckdb.CatalogException:
        raise UsageError("the warehouse has no published comparison; run `segmon build`") from None
    names = [column[0] for column in result.description]
    rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    order = {
        "figure_kind": list(labels("figure_kind", Language.en)),
        "sector": list(labels("sector", Language.en)),
        # the figures that speak of several characteristics come last
        "characteristic": [*characteristics(Language.en), "income_and_education", "all_three"],
    }
    return sorted(rows, key=lambda row: [codes.index(row[name]) for name, codes in order.items()])


def stated_indices(connection: duckdb.DuckDBPyConnection) -> dict[tuple[object, ...], str]:
    """Indices of one area and year as the published report prints them, by `INDEX_KEY`.

    A value that is known to contradict other parts of the report has a question mark; where an
    index is printed twice, the value that is not known to is taken.

    Args:
        connection: a published warehouse.
    """
    rows = connection.execute(
        "select sector, characteristic, area_level, area_code, from_year, item_code,"
        " published_value, suspect is not null from marts.published_comparison"
        " where figure_kind = 'index' and value_kind in ('exact', 'implied', 'derived')"
        " order by suspect is null, figure_id"
    ).fetchall()
    return {
        tuple(key): f"{value:.2f}{'?' if is_suspect else ''}" for *key, value, is_suspect in rows
    }


def summarise(figures: Sequence[Row]) -> list[Row]:
    """How many figures got each verdict.

    Args:
        figures: as `read_comparison` returns them.

    Returns:
        One mapping per kind of figure, sector and characteristic: `n_figures`, `n_<verdict>` and
        `largest_difference`, the largest difference of a judged value in either direction (none
        where only symbols or words are printed).
    """
    parts: dict[tuple[str, str, str], list[Row]] = {}
    for figure in figures:
        key = (figure["figure_kind"], figure["sector"], figure["characteristic"])
        parts.setdefault(key, []).append(figure)
    summary: list[Row] = []
    for (kind, sector, characteristic), rows in parts.items():
        verdicts = Counter(row["verdict"] for row in rows)
        judged = [
            abs(row["difference"])
            for row in rows
            if row["verdict"] in ("agrees", "differs") and row["difference"] is not None
        ]
        summary.append(
            {
                "figure_kind": kind,
                "sector": sector,
                "characteristic": characteristic,
                "n_figures": len(rows),
                **{f"n_{verdict}": verdicts[verdict] for verdict in VERDICTS},
                "largest_difference": max(judged, default=None),
            }
        )
    return summary


def differing(figures: Sequence[Row]) -> list[Row]:
    """The figures that differ, the largest difference first, then those without a printed value.

    Args:
        figures: as `read_comparison` returns them.
    """
    rows = [figure for figure in figures if figure["verdict"] == "differs"]
    return sorted(rows, key=lambda row: -abs(row["difference"] or 0))


def contradicted(figures: Sequence[Row]) -> list[Row]:
    """The published figures that contradict others, by rule or by the note on them.

    Args:
        figures: as `read_comparison` returns them.
    """
    return [figure for figure in figures if figure["contradiction"] or figure["suspect"]]


def reconciliation(figures: Sequence[Row]) -> dict[str, Any]:
    """The whole answer to "did I reproduce the report?", as one object.

    Args:
        figures: as `read_comparison` returns them.

    Returns:
        `verdicts` (figures per verdict), `summary`, `differing`, `contradictions` and
        `interaction_totals`.
    """
    verdicts = Counter(figure["verdict"] for figure in figures)
    return {
        "verdicts": {verdict: verdicts[verdict] for verdict in VERDICTS},
        "summary": summarise(figures),
        "differing": differing(figures),
        "contradictions": contradicted(figures),
        "interaction_totals": interaction_totals(figures),
    }
