"""PySAL `segregation`: D and interaction of every municipality, one index object a municipality.

    python pysal_script.py COUNTS.parquet OUT

It starts from ready counts per school (school_year, sector, characteristic, municipality_code,
n_first, n_middle, n_third), since the library knows no pupils, and writes the municipal rows of
`OUT/indices.parquet`. Its Interaction takes everyone who is not x for y, so with a middle group
in the total it is not the xPy of this project: computed for the time it takes, not compared.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

import pandas as pd

warnings.filterwarnings("ignore")
from segregation.singlegroup import Dissim, Interaction  # noqa: E402

AREA = ["school_year", "sector", "characteristic", "municipality_code"]


def main(counts: str, out: str) -> None:
    """Write D and interaction of every municipality that has both groups."""
    schools = pd.read_parquet(counts)
    schools["n_both"] = schools["n_first"] + schools["n_third"]
    schools["n_known"] = schools["n_both"] + schools["n_middle"]
    rows = []
    for key, area in schools[schools["n_known"] > 0].groupby(AREA):
        if area["n_first"].sum() and area["n_third"].sum():
            dissimilarity = Dissim(area[area["n_both"] > 0], "n_first", "n_both").statistic
            others = Interaction(area, "n_first", "n_known").statistic
            rows.append((*key, "municipality", "dissimilarity", dissimilarity))
            rows.append((*key, "municipality", "interaction_with_all_others", others))
    columns = [*AREA[:3], "area_code", "area_level", "index_code", "value"]
    Path(out).mkdir(parents=True, exist_ok=True)
    pd.DataFrame(rows, columns=columns).to_parquet(Path(out) / "indices.parquet")


if __name__ == "__main__":
    main(*sys.argv[1:])
