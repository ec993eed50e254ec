"""Which pupils of a school the printed interactions count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

#: A row of the mart `published_comparison`, or of a summary of it.
Row = dict[str, Any]
#: The pupils that interaction may count: the values of the var `interaction_total`.
TOTALS = ("known", "all")


def interaction_totals(figures: Sequence[Row]) -> list[Row]:
    """Which pupils of a school the printed interactions count, per characteristic.

    Args:
        figures: as `read_comparison` returns them.

    Returns:
        One mapping per characteristic with printed interactions: `n_figures` (those of one area and
        year, not suspect), for each total of the var `interaction_total` how many agree
        (`n_agree_…`) and the mean difference in either direction (`mean_difference_…`), and
        `fits_better`: the total with the smaller one, or neither.
    """
    parts: dict[str, list[Row]] = {}
    for figure in figures:
        is_known = all(figure[f"interaction_{total}"] is not None for total in TOTALS)
        if is_known and not figure["suspect"] and not figure["contradiction"]:
            parts.setdefault(figure["characteristic"], []).append(figure)
    return [_fit(characteristic, rows) for characteristic, rows in parts.items()]


def _fit(characteristic: str, rows: Sequence[Row]) -> Row:
    fit: Row = {"characteristic": characteristic, "n_figures": len(rows)}
    for total in TOTALS:
        off = [abs(row[f"interaction_{total}"] - row["published_value"]) for row in rows]
        fit[f"n_agree_{total}"] = sum(
            row["lowest_value"] <= row[f"interaction_{total}"] <= row["highest_value"]
            for row in rows
        )
        fit[f"mean_difference_{total}"] = round(sum(off) / len(off), 12)
    known, of_all = (fit[f"mean_difference_{total}"] for total in TOTALS)
    fit["fits_better"] = "neither" if known == of_all else TOTALS[known > of_all]
    return fit


def totals_lines(fits: Sequence[Row]) -> list[str]:
    """What `interaction_totals` says, as lines of text; none where nothing is printed."""
    if not fits:
        return []
    lines = ["", "Pupils that the printed interactions count (the var interaction_total):"]
    for fit in fits:
        each = ", ".join(
            f"{total} {fit[f'n_agree_{total}']} agree, off by"
            f" {fit[f'mean_difference_{total}']:.4f} on average"
            for total in TOTALS
        )
        lines.append(
            f"  {fit['characteristic']}, {fit['n_figures']} figures: {each};"
            f" better: {fit['fits_better']}"
        )
    return lines
