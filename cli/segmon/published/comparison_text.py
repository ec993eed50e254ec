"""The build next to the published figures, as lines of text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from segmon.labels import Language, labels
from segmon.published.comparison import VERDICTS, Row, differing, summarise
from segmon.published.interaction_totals import interaction_totals, totals_lines

#: Differing figures that a terminal shows; a file has them all.
N_SHOWN = 20


def reconciliation_lines(figures: Sequence[Row]) -> list[str]:
    """The comparison as lines of text: a summary, what differs, what the report contradicts.

    Args:
        figures: as `read_comparison` returns them.
    """
    contradictions = [figure for figure in figures if figure["contradiction"]]
    return [
        *_summary_lines(summarise(figures)),
        *_differing_lines(differing(figures)),
        *totals_lines(interaction_totals(figures)),
        *("", f"Published figures that contradict each other ({len(contradictions)}):"),
        *(
            f"  {figure_name(row)}: {published(row)}; {row['contradiction']}"
            for row in contradictions
        ),
        *_suspect_lines([figure for figure in figures if figure["suspect"]]),
        *("", verdict_line(figures)),
    ]


def _summary_lines(summary: Sequence[Row]) -> list[str]:
    """A table of what was compared, and how many figures could not be."""
    headings = ("figures", *labels("verdict", Language.en).values(), "largest difference")
    widths = [len(heading) + 3 for heading in headings]
    compared = [row for row in summary if row["n_not_built"] < row["n_figures"]]
    lines = [_columns("", headings, widths)] if compared else []
    for row in compared:
        name = f"{_kind_names()[row['figure_kind']]}: {row['sector']} {row['characteristic']}"
        counts = [f"{row[count]:,}" for count in ("n_figures", *(f"n_{v}" for v in VERDICTS))]
        lines.append(_columns(name, [*counts, number_text(row["largest_difference"], "")], widths))
    n_left_out = sum(row["n_figures"] for row in summary if row not in compared)
    if n_left_out:
        lines.append(f"This build has no figure to compare with {n_left_out:,} published figures.")
    return lines


def _differing_lines(figures: Sequence[Row]) -> list[str]:
    if not figures:
        return []
    shown = f"; the {N_SHOWN} largest differences" if len(figures) > N_SHOWN else ""
    return [
        *("", f"This build differs from {len(figures):,} published figures{shown}:"),
        *(
            f"  {figure_name(figure)}: published {published(figure)}, built {built(figure)}"
            for figure in figures[:N_SHOWN]
        ),
    ]


def _suspect_lines(figures: Sequence[Row]) -> list[str]:
    """The notes on figures that are marked suspect, each once."""
    notes = Counter(
        (figure["printed_in"], figure["sector"], figure["characteristic"], figure["suspect"])
        for figure in figures
    )
    agreeing = [figure for figure in figures if figure["is_within_tolerance"]]
    return [
        "",
        f"Published figures that are marked suspect ({len(figures)};"
        f" this build agrees with {len(agreeing)} of them):",
        *(
            f"  {printed_in}, {sector} {characteristic}{f' ({n} figures)' if n > 1 else ''}: {note}"
            for (printed_in, sector, characteristic, note), n in notes.items()
        ),
    ]


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
