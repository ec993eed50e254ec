"""The groups of pupils: of every area, of every category of schools, and how many are known.

Nothing here is used by the product.
"""

from __future__ import annotations

import pandas as pd

from helpers.oracle_areas import (
    AREA,
    KINDS,
    SERIES,
    complete,
    present_schools,
    share_of,
    status_of_shares,
)
from helpers.oracle_register import POSITIONS


def distribution(cells: pd.DataFrame, segregation: pd.DataFrame) -> pd.DataFrame:
    """The groups of every area that has a figure."""
    rows = []
    areas = segregation.drop_duplicates([*SERIES, *AREA])
    by_area = dict(list(cells.groupby([*SERIES, *AREA])))
    for area in areas.to_dict("records"):
        inside = by_area[tuple(area[key] for key in [*SERIES, *AREA])]
        groups = {
            group: complete(inside.loc[inside["group_code"] == group, "n_pupils"])
            for group in POSITIONS[area["characteristic"]]
        }
        known = sum(groups.values())
        missing = complete(inside.loc[inside["group_code"].isna(), "n_pupils"])
        for group, n_pupils in groups.items():
            rows.append(
                {key: area[key] for key in [*SERIES, *AREA]}
                | {
                    "group_code": group,
                    "n_pupils": n_pupils,
                    "share": share_of(n_pupils, known),
                    "n_missing": missing,
                    "missing_share": share_of(missing, known + missing),
                    "status": status_of_shares(known),
                }
            )
    return pd.DataFrame(rows)


def coverage(sites: pd.DataFrame) -> pd.DataFrame:
    """Known and unknown pupils of every series."""
    rows = []
    for key, country in sites[sites["area_level"] == "national"].groupby(SERIES):
        known, missing = complete(country["n_known"]), complete(country["n_missing"])
        total = known + missing
        rows.append(
            dict(zip(SERIES, key, strict=True))
            | {
                "n_pupils": total,
                "n_known": known,
                "n_missing": missing,
                "missing_share": share_of(missing, total),
                "status": "ok" if total > 0 else "incomplete_input",
            }
        )
    return pd.DataFrame(rows)


def composition(cells: pd.DataFrame, sites: pd.DataFrame) -> pd.DataFrame:
    """The groups of every category, of the country and the cities."""
    rows = []
    levels = ["national", "g4"]
    by_area = dict(list(cells.groupby([*SERIES, *AREA])))
    for key, area in sites[sites["area_level"].isin(levels)].groupby([*SERIES, *AREA]):
        inside = by_area[key]
        for kind, sectors in KINDS.items():
            if key[1] not in sectors:
                continue
            for category in ["all", *area[kind].unique()]:
                of_area = area if category == "all" else area[area[kind] == category]
                of_cells = inside if category == "all" else inside[inside[kind] == category]
                known = complete(of_area["n_known"])
                for group in POSITIONS[key[2]]:
                    n = complete(of_cells.loc[of_cells["group_code"] == group, "n_pupils"])
                    rows.append(
                        dict(zip([*SERIES, *AREA], key, strict=True))
                        | {"category_kind": kind, "category_code": category, "group_code": group}
                        | {"n_schools": len(present_schools(of_area)), "n_pupils": n}
                        | {"share": share_of(n, known)}
                        | {"status": status_of_shares(known)}
                    )
    return pd.DataFrame(rows)
