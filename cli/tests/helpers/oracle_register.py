"""What a register says of pupils and schools, put in groups and categories without SQL."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

POSITIONS = {
    "income": {"low": "first", "middle": "middle", "high": "third"},
    "education": {
        "no_start_qualification": "first",
        "start_qualification": "middle",
        "higher_education": "third",
    },
    "migration": {"both_nl": "first", "one_abroad": "middle", "both_abroad": "third"},
    "pupil_weight": {"1.20": "first", "0.30": "first", "0.00": "third"},
    "noat": {"other": "first", "noat": "third"},
}
LEVELS = ["no_start_qualification", "start_qualification", "higher_education"]
#: Labels that the deliveries hold, in several spellings, and their categories.
DENOMINATIONS = {
    "Openbaar": "openbaar",
    " OPENBAAR": "openbaar",
    "Samenwerking Opb., PC": "openbaar",
    "Protestants-Christelijk": "protestants_christelijk",
    "rooms-katholiek": "rooms_katholiek",
    "Evangelische broedergemeenscha": "klein_christelijk",
    "Hindoeïstisch": "klein_religieus",
    "Islamitisch": "klein_religieus",
    "Algemeen bijzonder": "algemeen_bijzonder",
    "RK,PC,GV,RE,EV,AN,HI,I,J,AB,HU": "algemeen_bijzonder",
}

CELL = ["school_year", "sector", "school_id", "characteristic", "group_code"]


def _group_of_income(percentile: float) -> str | None:
    if math.isnan(percentile):
        return None
    return "low" if percentile < 26 else "high" if percentile > 75 else "middle"


def _group_of_education(levels: list[str]) -> str | None:
    return max(levels, key=LEVELS.index) if levels else None


def _group_of_migration(countries: list[str]) -> str | None:
    n_abroad = sum(country != "NL" for country in countries)
    if not countries:
        return None
    return (
        "both_nl" if not n_abroad else "one_abroad" if n_abroad < len(countries) else "both_abroad"
    )


def denomination_of(label: str | float) -> str:
    """The category of a label as it was delivered."""
    return DENOMINATIONS[label] if isinstance(label, str) else "onbekend"


def governance_of(denomination: str) -> str:
    """Public, private, or unknown."""
    return denomination if denomination in ("openbaar", "onbekend") else "bijzonder"


def school_type_of(programmes: str) -> str:
    """The type of a secondary school: what it leads to at most, and whether it takes everybody."""
    offered = set(programmes.upper().split("/"))
    practical = "PRO" in offered
    broad = practical or bool(offered & {"VMBO-B", "VMBO-K", "VBO"})
    theoretical = bool(offered & {"VMBO-G", "VMBO-T", "MAVO"})
    if offered & {"HAVO", "VWO"}:
        if broad:
            return "brede_school" if "VWO" in offered else "vmbo_breed_havo"
        if theoretical:
            return "vmbo_t_havo_vwo"
        return "havo_vwo" if "HAVO" in offered else "vwo"
    if offered & {"VMBO-B", "VMBO-K", "VBO"} or (practical and theoretical):
        return "vmbo_breed"
    if theoretical:
        return "vmbo_theoretisch"
    return "praktijkonderwijs" if practical else "onbekend"


def groups_of_register(pupils: pd.DataFrame) -> pd.DataFrame:
    """Every pupil once per characteristic: school, group (or null), distance (or null)."""

    def known(pupil: dict[Any, Any], stem: str) -> list[str]:
        values = (pupil[f"{stem}_parent_{parent}"] for parent in (1, 2))
        return [str(value) for value in values if not pd.isna(value)]

    rows = []
    for pupil in pupils.to_dict("records"):
        if pupil["sector"] == "vo" and pupil["grade"] not in (1, 2):
            continue
        percentile = pupil["income_percentile"]
        groups = {
            "income": _group_of_income(math.nan if pd.isna(percentile) else float(percentile)),
            "education": _group_of_education(known(pupil, "education")),
            "migration": _group_of_migration(known(pupil, "birth_country")),
        }
        place = (pupil["school_year"], pupil["sector"], pupil["school_id"])
        distance = pupil["home_to_school_km"]
        rows += [(*place, kind, group, distance) for kind, group in groups.items()]
    return pd.DataFrame(rows, columns=[*CELL, "km"])


def cells_of_register(groups: pd.DataFrame) -> pd.DataFrame:
    """Pupils by school, characteristic and group, an unknown group as null."""
    return groups.groupby(CELL, dropna=False).size().rename("n_pupils").reset_index()
