"""The indices of every area: those of its municipalities, weighted by their schools.

Nothing here is used by the product.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pandas as pd

from helpers.oracle_areas import AREA, COUNTS, SERIES, complete, present_schools
from helpers.oracle_further import DEVIATIONS, FURTHER
from helpers.oracle_indices import INDICES, School


def segregation_of(sites: pd.DataFrame, indices: Mapping[str, Any] = INDICES) -> pd.DataFrame:
    """Indices of every area, one row each: those of the published monitors, or others."""
    municipal: dict[tuple[str, ...], tuple[dict[str, Any], int]] = {}
    own = sites[sites["area_level"] == "municipality"]
    for key, rows in own.groupby([*SERIES, "municipality_code"]):
        present = present_schools(rows)
        values: dict[str, Any] = dict.fromkeys(indices)
        if present["n_known"].notna().all():
            schools = [
                School(int(first), int(third), int(known))
                for first, third, known in zip(
                    present["n_first"], present["n_third"], present["n_known"], strict=True
                )
            ]
            values = {code: index(schools) for code, index in indices.items()}
        municipal[tuple(map(str, key))] = (values, len(present))

    figures = []
    for key, rows in sites.groupby([*SERIES, *AREA, "area_name"]):
        series = tuple(map(str, key[:3]))
        members = [municipal[*series, code] for code in rows["municipality_code"].unique()]
        n_schools = sum(weight for _, weight in members)
        totals = {column: complete(rows[column]) for column in COUNTS[:3]}
        n_known = complete(rows["n_known"])
        for index_code in indices:
            defined = [(values[index_code], n) for values, n in members]
            terms = [(value, n) for value, n in defined if value is not None]
            value, status = None, "ok"
            if math.isnan(n_known):
                status = "incomplete_input"
            elif not terms:
                status = "group_absent"
            else:
                value = _mean(terms, squared=index_code in DEVIATIONS)
                status = "single_school" if n_schools == 1 else "ok"
            figures.append(
                dict(zip([*SERIES, *AREA, "area_name"], key, strict=True))
                | {
                    "index_code": index_code,
                    "value": value,
                    "status": status,
                    "n_municipalities": sum(n > 0 for _, n in members),
                    "n_schools": n_schools,
                    "n_pupils": n_known,
                    **totals,
                }
            )
    return pd.DataFrame(figures)


def _mean(terms: list[tuple[Any, int]], *, squared: bool) -> Any:
    """Of municipalities, weighted by their schools; of deviations the squares add up."""
    weight = Fraction(sum(n for _, n in terms))
    if squared:
        return math.sqrt(math.fsum((v * n) ** 2 for v, n in terms)) / weight
    return sum(v * n for v, n in terms) / weight


def further_of(sites: pd.DataFrame) -> pd.DataFrame:
    """The further indices of every area; a corrected D of less than 0 is 0, and says so."""
    figures = segregation_of(sites, FURTHER)
    below = (figures["index_code"] == "dissimilarity_corrected") & (figures["value"] < 0)
    return figures.assign(
        value=figures["value"].mask(below, 0.0), status=figures["status"].mask(below, "below_zero")
    )


def governance(sites: pd.DataFrame) -> pd.DataFrame:
    """The indices among the schools of one governance."""
    levels = sites[sites["area_level"].isin(["national", "municipality"])]
    indices = {**INDICES, "dissimilarity_expected": FURTHER["dissimilarity_expected"]}
    return pd.concat(
        [
            segregation_of(levels[levels["governance"] == one], indices).assign(governance=one)
            for one in ("openbaar", "bijzonder")
        ],
        ignore_index=True,
    )


def to_move(sites: pd.DataFrame, segregation: pd.DataFrame) -> pd.DataFrame:
    """Pupils of the first group above or below an even part of their school, over both groups."""
    statuses = segregation[segregation["index_code"] == "dissimilarity"]
    status = dict(
        zip(
            zip(*(statuses[c] for c in [*SERIES, *AREA]), strict=True),
            statuses["status"],
            strict=True,
        )
    )
    rows = []
    for key, area in sites.groupby([*SERIES, *AREA]):
        moves, n_pupils = Fraction(0), 0
        for _, town in area.groupby("municipality_code"):
            if town["n_known"].isna().any():
                continue
            first, third = int(town["n_first"].sum()), int(town["n_third"].sum())
            if first and third:
                part = Fraction(first, first + third)
                pairs = zip(town["n_first"], town["n_third"], strict=True)
                moves += sum(abs(int(a) - part * int(a + b)) for a, b in pairs)
                n_pupils += first + third
        unknown = status[key] == "incomplete_input"
        rows.append(
            dict(zip([*SERIES, *AREA], key, strict=True))
            | {"n_pupils": math.nan if unknown else n_pupils}
            | {"share_to_move": moves / n_pupils if n_pupils and not unknown else None}
            | {"status": status[key]}
        )
    return pd.DataFrame(rows)
