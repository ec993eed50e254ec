"""The build next to the figures of the published monitor, from the mart `published_comparison`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import duckdb

from segmon.errors import UsageError
from segmon.labels import Language, characteristics, labels
from segmon.published.interaction_totals import interaction_totals, totals_lines

#: A row of the mart or of a summary of it.
Row = dict[str, Any]
VERDICTS = ("agrees", "differs", "suspect", "not_built")
#: Columns that identify the index of an area in a school year.
INDEX_KEY = ("sector", "characteristic", "area_level", "area_code", "school_year", "index_code")
#: Differing figures that a terminal shows; a file has them all.
N_SHOWN = 20


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


def reconciliation_lines(figures: Sequence[Row]) -> list[str]:
    """The comparison as lines of text: a summary, what differs, what the report contradicts.

    Args:
        figures: as `read_comparison` returns them.
    """
    headings = ("figures", *labels("verdict", Language.en).values(), "largest difference")
    widths = [len(heading) + 3 for heading in headings]
    summary = summarise(figures)
    rows = [row for row in summary if row["n_not_built"] < row["n_figures"]]
    lines = [_columns("", headings, widths)] if rows else []
    for row in rows:
        name = f"{_kind_names()[row['figure_kind']]}: {row['sector']} {row['characteristic']}"
        counts = [f"{row[count]:,}" for count in ("n_figures", *(f"n_{v}" for v in VERDICTS))]
        lines.append(_columns(name, [*counts, number_text(row["largest_difference"], "")], widths))
    n_left_out = sum(row["n_figures"] for row in summary if row not in rows)
    if n_left_out:
        lines.append(f"This build has no figure to compare with {n_left_out:,} published figures.")
    rows = differing(figures)
    if rows:
        shown = f"; the {N_SHOWN} largest differences" if len(rows) > N_SHOWN else ""
        lines += ["", f"This build differs from {len(rows):,} published figures{shown}:"]
        lines += [
            f"  {figure_name(row)}: published {published(row)}, built {built(row)}"
            for row in rows[:N_SHOWN]
        ]
    lines += totals_lines(interaction_totals(figures))
    rows = [figure for figure in figures if figure["contradiction"]]
    lines += ["", f"Published figures that contradict each other ({len(rows)}):"]
    lines += [f"  {figure_name(row)}: {published(row)}; {row['contradiction']}" for row in rows]
    notes = Counter(
        (figure["printed_in"], figure["sector"], figure["characteristic"], figure["suspect"])
        for figure in figures
        if figure["suspect"]
    )
    agreeing = [figure for figure in figures if figure["suspect"] and figure["is_within_tolerance"]]
    lines += [
        "",
        f"Published figures that are marked suspect ({sum(notes.values())};"
        f" this build agrees with {len(agreeing)} of them):",
    ]
    lines += [
        f"  {printed_in}, {sector} {characteristic}{f' ({n} figures)' if n > 1 else ''}: {note}"
        for (printed_in, sector, characteristic, note), n in notes.items()
    ]
    return [*lines, "", verdict_line(figures)]


def verdict_line(figures: Sequence[Row]) -> str:
    """The comparison in one line: the number of figures by verdict."""
    verdicts = Counter(figure["verdict"] for figure in figures)
    names = labels("verdict", Language.en)
    counts = ", ".join(f"{names[verdict]} {verdicts[verdict]:,}" for verdict in VERDICTS)
    return f"{len(figures):,} published figures: {counts}"


def figure_name(figure: Mapping[str, Any]) -> str:
    """A published figure as people would name it."""
    years = dict.fromkeys((figure["from_year"], figure["to_year"]))
    return (
        f"{_kind_names()[figure['figure_kind']]} {figure['sector']}"
        f" {figure['characteristic']} {figure['area_name']} {' > '.join(years)}"
        f" {figure['item_code']} ({figure['printed_in']})"
    )


def published(figure: Mapping[str, Any]) -> str:
    """What is printed: a symbol, a word, a value, or a word with a value."""
    value = figure["published_value"]
    symbol = figure["published_symbol"]
    # as printed: two decimals, or three where there are three
    number = "" if value is None else f"{value:.3f}".removesuffix("0")
    return " ".join(part for part in (symbol, number) if part)


def built(figure: Mapping[str, Any]) -> str:
    """What this build has for it."""
    number = number_text(figure["build_value"])
    return f"{figure['build_symbol']} {number}" if figure["build_symbol"] else number


@cache
def _kind_names() -> dict[str, str]:
    return labels("figure_kind", Language.en)


def _columns(name: str, cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.rjust(width) for cell, width in zip(cells, widths, strict=True))
    return name.ljust(40) + "".join(padded)


def number_text(value: float | None, undefined: str = "–") -> str:
    """A value in four decimals, as the comparison shows it."""
    return undefined if value is None else f"{value:.4f}"
