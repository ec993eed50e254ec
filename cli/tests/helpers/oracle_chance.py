"""How many changes chance makes: a second time, with SciPy's integrals and its false discoveries.

Nothing here is used by the product.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import pandas as pd
from scipy.integrate import quad
from scipy.stats import false_discovery_control, norm

TABLE = ["sector", "characteristic", "index_code", "table_code"]


def chances(changes: pd.DataFrame) -> pd.DataFrame:
    """Of the changes of D between consecutive years, a row per series and table."""
    chosen = changes[changes["is_consecutive"] & (changes["index_code"] == "dissimilarity")]
    tables = [
        "municipalities" if it == "municipality" else "appendix_b" for it in chosen["area_level"]
    ]
    rows = []
    for key, table in chosen.assign(table_code=tables).groupby(TABLE):
        known = table[table["standard_error"].notna()]
        found = _discoveries(known)
        rows.append(
            dict(zip(TABLE, key, strict=True))
            | {
                "n_changes": len(known),
                "n_symbols": int((known["symbol"] != ".").sum()),
                "n_symbols_by_chance": math.fsum(map(symbol_chance, known["standard_error"])),
                "n_beyond_chance": sum(map(bool, known["is_beyond_chance"])),
                "n_discoveries": found,
                "discovery_share": found / len(known) if len(known) else None,
            }
        )
    return pd.DataFrame(rows)


def symbol_chance(error: float, step: float = 0.01) -> float:
    """The mean of the part of a hundredth that a normal change covers, at most all of it."""
    if not error:
        return 0.0
    bound = min(step / error, 40)
    within, _ = quad(lambda z: error * z / step * norm.pdf(z), 0, bound, epsabs=1e-14, epsrel=1e-13)
    return float(2 * (within + norm.sf(bound)))


def _discoveries(known: pd.DataFrame) -> int:
    probabilities = list(_probabilities(known.to_dict("records")))
    return int((false_discovery_control(probabilities) <= 0.05).sum()) if probabilities else 0


def _probabilities(changes: Iterable[dict[Any, Any]]) -> Iterable[float]:
    for change in changes:
        moved, error = abs(change["to_value"] - change["from_value"]), change["standard_error"]
        if error:
            yield float(2 * norm.sf(float(moved) / error))
        else:
            yield 0.0 if moved else 1.0
