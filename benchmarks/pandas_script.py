"""The national, urbanity, G4 and municipal indices in pandas, one Parquet file at a time.

    python pandas_script.py REGISTER OUT

Writes the same `OUT/indices.parquet` as `polars_script.py`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

INDICES = ["dissimilarity", "interaction", "interaction_reverse"]
SCHOOL = ["school_year", "sector", "school_id"]
AREA = ["school_year", "sector", "characteristic", "municipality_code"]
LEVELS = {"no_start_qualification": 1, "start_qualification": 2, "higher_education": 3}
EDUCATION = ["education_parent_1", "education_parent_2"]
BIRTH = ["birth_country_parent_1", "birth_country_parent_2"]
SEEDS = Path(__file__).resolve().parents[1] / "seeds"


def school_counts(file: Path) -> pd.DataFrame:
    """School by characteristic of one file: n_0 (unknown), n_1, n_2, n_3."""
    columns = ["sector", "school_id", "grade", "income_percentile", *EDUCATION, *BIRTH]
    # texts as categories: a comparison then looks at each text once
    pupils = pd.read_parquet(
        file, columns=columns, read_dictionary=["school_id", *EDUCATION, *BIRTH]
    )
    pupils = pupils[(pupils["sector"] == "po") | pupils["grade"].isin([1, 2])]
    percentile = pupils["income_percentile"]
    level = pd.concat([pupils[c].astype(object).map(LEVELS) for c in EDUCATION], axis=1).max(axis=1)
    native = (pupils[BIRTH[0]] == "NL") | (pupils[BIRTH[1]] == "NL")
    abroad = pd.Series(False, index=pupils.index)
    for column in BIRTH:
        abroad |= pupils[column].notna() & (pupils[column] != "NL")
    groups = {
        "income": np.select([percentile <= 25, percentile <= 75, percentile.notna()], [1, 2, 3], 0),
        "education": level.fillna(0).astype(int).to_numpy(),
        "migration": np.select([native & abroad, native, abroad], [2, 1, 3], 0),
    }
    parts = []
    for characteristic, group in groups.items():
        counts = pd.crosstab([pupils["sector"], pupils["school_id"]], group)
        counts = counts.reindex(columns=range(4), fill_value=0).add_prefix("n_")
        parts.append(counts.reset_index().assign(characteristic=characteristic))
    return pd.concat(parts).assign(school_year=file.parent.name.removeprefix("school_year="))


def municipal(register: Path) -> pd.DataFrame:
    """Indices and totals per municipality."""
    files = sorted((register / "pupils").rglob("*.parquet"))
    counts = pd.concat(school_counts(file) for file in files).astype({"school_id": str})
    counts = counts.groupby([*SCHOOL, "characteristic"], as_index=False).sum()
    schools = pd.read_parquet(register / "schools.parquet", columns=[*SCHOOL, "municipality_code"])
    counts = counts.merge(schools, on=SCHOOL)
    counts["n_pupils"] = counts["n_1"] + counts["n_2"] + counts["n_3"]
    counts["n_schools"] = (counts["n_pupils"] > 0).astype(int)
    totals = counts.groupby(AREA)[["n_1", "n_3"]].transform("sum").replace(0, np.nan)
    counts["dissimilarity"] = (
        0.5 * (counts["n_1"] / totals["n_1"] - counts["n_3"] / totals["n_3"]).abs()
    )
    both = (counts["n_1"] * counts["n_3"] / counts["n_pupils"].replace(0, np.nan)).fillna(0)
    both = both.where(totals["n_1"].notna() & totals["n_3"].notna())
    counts["interaction"] = both / totals["n_1"]
    counts["interaction_reverse"] = both / totals["n_3"]
    grouped = counts.groupby(AREA)
    figures = grouped[["n_schools", "n_pupils"]].sum()
    return figures.join(grouped[INDICES].sum(min_count=1)).reset_index()


def areas(register: Path) -> pd.DataFrame:
    """Every municipality with the areas it belongs to."""
    municipalities = pd.read_parquet(register / "municipalities.parquet")
    code = municipalities["municipality_code"]
    is_city = code.isin(pd.read_csv(SEEDS / "focus_cities.csv")["municipality_code"])
    parts = [
        municipalities.assign(area_level="national", area_code="NL"),
        municipalities.assign(
            area_level="urbanity", area_code=municipalities["urbanity"].astype(str)
        ),
        municipalities.assign(area_level="g4", area_code=code)[is_city],
        municipalities.assign(area_level="municipality", area_code=code),
    ]
    return pd.concat(parts)[["school_year", "municipality_code", "area_level", "area_code"]]


def main(register: str, out: str) -> None:
    """Write the indices of all areas."""
    folder = Path(register)
    figures = municipal(folder).merge(areas(folder), on=["school_year", "municipality_code"])
    key = ["school_year", "sector", "characteristic", "area_level", "area_code"]
    long = figures.melt([*key, "n_schools", "n_pupils"], INDICES, var_name="index_code")
    # a municipality without an index weighs nothing
    long["weight"] = long["n_schools"].where(long["value"].notna(), 0)
    long["value"] *= long["weight"]
    sums = long.groupby([*key, "index_code"])[["n_schools", "n_pupils", "value", "weight"]].sum()
    sums["value"] /= sums.pop("weight").replace(0, np.nan)
    Path(out).mkdir(parents=True, exist_ok=True)
    sums.reset_index().to_parquet(Path(out) / "indices.parquet")


if __name__ == "__main__":
    main(*sys.argv[1:])
