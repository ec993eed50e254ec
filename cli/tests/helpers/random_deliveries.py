"""Small random deliveries that hold the awkward cases on purpose."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from helpers.oracle_register import DENOMINATIONS, POSITIONS

YEARS = ["2016-2017", "2018-2019", "2019-2020"]
#: Municipality: its number of schools a sector.
MUNICIPALITIES = {
    "GM0363": 14,
    "GM0518": 4,
    "GM0599": 1,
    "GM0001": 3,
    "GM0002": 2,
    "GM0003": 2,
    "GM0004": 2,
    "GM0005": 0,
    "GM0006": 2,
    "GM0007": 3,
}
NO_THIRD, NO_FIRST, NOBODY_KNOWN, LATE = "GM0001", "GM0002", "GM0003", "GM0006"
#: In the last year the first of the two belongs to the other.
MERGED, MERGED_INTO = "GM0007", "GM0004"
#: Offers of secondary schools, in the words of several years.
PROGRAMMES = [
    *("", "PRO", "VMBO-B/PRO", "VMBO-T/PRO", "HAVO/PRO", "VBO/MAVO/HAVO/VWO/PRO", "VMBO-K"),
    *("VMBO-B/VMBO-K/VMBO-G/VMBO-T", "VBO/HAVO", "VMBO-K/VWO", "VMBO-T", "MAVO/HAVO", "VMBO-G/VWO"),
    *("HAVO", "HAVO/VWO", "VWO", "vwo/havo/vmbo-t", "BRUGJAAR", "BRUGJAAR/VWO"),
]


def municipalities(rng: np.random.Generator) -> pd.DataFrame:
    """One appears in the last year only, one merges, one has no school, classes change."""
    return pd.DataFrame(
        [
            (year, code, f"Name of {code}", int(rng.integers(1, 5)))
            for year in YEARS
            for code in MUNICIPALITIES
            if year != YEARS[-1] or code != MERGED
            if year == YEARS[-1] or code != LATE
        ],
        columns=["school_year", "municipality_code", "municipality_name", "urbanity"],
    )


def schools(rng: np.random.Generator, towns: pd.DataFrame) -> pd.DataFrame:
    """The same ids in both sectors; schools open and close, one changes its denomination."""
    labels = [*DENOMINATIONS, *["Openbaar"] * 5, None]
    present = set(zip(towns["school_year"], towns["municipality_code"], strict=True))
    rows = []
    for home, n in MUNICIPALITIES.items():
        for sector in ("po", "vo"):
            for number in range(n):
                label = labels[rng.integers(len(labels))]
                offer = PROGRAMMES[rng.integers(len(PROGRAMMES))] if sector == "vo" else ""
                years = rng.random(len(YEARS)) < 0.85
                for year, is_open in zip(YEARS, years, strict=True):
                    code = MERGED_INTO if (home, year) == (MERGED, YEARS[-1]) else home
                    if (year, code) in present and (is_open or number == 0):
                        changed = "Islamitisch" if (number, year) == (1, YEARS[1]) else label
                        site = (year, sector, f"{home}-{number}", "A school", code)
                        rows.append((*site, changed, offer))
    return pd.DataFrame(
        rows,
        columns=[
            *("school_year", "sector", "school_id", "school_name"),
            *("municipality_code", "denomination", "programmes"),
        ],
    )


def pupils(rng: np.random.Generator, sites: pd.DataFrame) -> pd.DataFrame:
    """A school of its own mix each; one municipality lacks the third group, one the first."""
    levels = np.array(["no_start_qualification", "start_qualification", "higher_education", None])
    countries = np.array(["NL", "TR", "MA", None])
    parts = []
    for site in sites.to_dict("records"):
        n = int(rng.integers(1, 40))
        town = site["municipality_code"]
        if town == NOBODY_KNOWN:
            income = np.full(n, np.nan)
        else:
            low, high = {NO_THIRD: (1, 75), NO_FIRST: (26, 100)}.get(town, (1, 100))
            bounds = rng.choice([low, 25, 26, 75, 76, high], n).clip(low, high)
            income = np.where(rng.random(n) < 0.3, bounds, rng.integers(low, high + 1, n))
            income = np.where(rng.random(n) < 0.1, np.nan, income)
        by_level = rng.dirichlet(np.ones(4), 2)
        by_country = rng.dirichlet([2, 1, 0.5, 0.5], 2)
        parts.append(
            pd.DataFrame(
                {
                    "school_year": site["school_year"],
                    "sector": site["sector"],
                    "school_id": site["school_id"],
                    "grade": rng.integers(1, 9 if site["sector"] == "po" else 4, n),
                    "income_percentile": pd.array(income, dtype="Int64"),
                    "education_parent_1": rng.choice(levels, n, p=by_level[0]),
                    "education_parent_2": rng.choice(levels, n, p=by_level[1]),
                    "birth_country_parent_1": rng.choice(countries, n, p=by_country[0]),
                    "birth_country_parent_2": rng.choice(countries, n, p=by_country[1]),
                    "home_to_school_km": distances(rng, n),
                }
            )
        )
    everyone = pd.concat(parts, ignore_index=True)
    everyone.insert(2, "pupil_id", [f"P{number}" for number in range(len(everyone))])
    return everyone


def distances(rng: np.random.Generator, n: int) -> np.ndarray:
    """Kilometres in whole metres: bounds of classes, far ones, unknown ones."""
    bounds = rng.choice([0, 0.049, 0.05, 2.949, 2.95, 3.25, 9.749, 9.75, 10.5, 11.499, 63.5], n)
    km = np.where(rng.random(n) < 0.2, bounds, rng.gamma(1.5, 3, n).round(3))
    # of some schools everybody lives far away
    far = 12 if n % 7 == 0 else 0
    return np.where(rng.random(n) < 0.1, np.nan, km + far)


def school_counts(rng: np.random.Generator, sites: pd.DataFrame) -> pd.DataFrame:
    """Groups that share a position, an absent middle, absent rows, and in vo suppressed cells."""
    rows = []
    for site in sites.to_dict("records"):
        for characteristic in ("pupil_weight", "noat", "income"):
            for group in [*POSITIONS[characteristic], None]:
                n = int(rng.integers(0, 30)) * int(rng.random() < 0.8)
                suppressed = site["sector"] == "vo" and 0 < n < 5 and characteristic == "noat"
                if n or rng.random() < 0.5:
                    place = (site["school_year"], site["sector"], site["school_id"])
                    rows.append((*place, characteristic, group, np.nan if suppressed else n))
    return pd.DataFrame(
        rows,
        columns=[
            *("school_year", "sector", "school_id"),
            *("characteristic", "group_code", "n_pupils"),
        ],
    )


def deliver(folder: Path, **tables: pd.DataFrame) -> Path:
    """Write tables as a delivery: suppressed counts as `<5`, municipality codes as they come."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        written = table.copy()
        if name == "school_counts":
            counts = written["n_pupils"]
            written["n_pupils"] = ["<5" if np.isnan(count) else str(int(count)) for count in counts]
        if name == "schools":
            # the spellings of GM0363 in deliveries
            codes = enumerate(written["municipality_code"])
            written["municipality_code"] = [
                [code, code[2:], code[2:].lstrip("0"), f" {code[2:]}"][i % 4] for i, code in codes
            ]
        written.to_csv(folder / f"{name}.csv", index=False)
    return folder
