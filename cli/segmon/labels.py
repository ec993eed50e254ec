"""What people read for a code, in Dutch and English, from the seeds of the project."""

from __future__ import annotations

import csv
from enum import StrEnum

from segmon import PROJECT_DIR


class Language(StrEnum):
    """Language of labels."""

    nl = "nl"
    en = "en"


def read_seed(name: str) -> list[dict[str, str]]:
    """The rows of a seed, in their order."""
    with (PROJECT_DIR / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def labels(kind: str, language: Language) -> dict[str, str]:
    """Label of each code of a kind, in the order in which people see them."""
    return {
        row["code"]: row[f"label_{language}"]
        for row in read_seed("labels")
        if row["label_kind"] == kind
    }


def characteristics(language: Language) -> dict[str, str]:
    """Label of each characteristic; one without a label goes by its code."""
    names = labels("characteristic", language)
    return {
        row["characteristic"]: names.get(row["characteristic"], row["characteristic"])
        for row in read_seed("characteristics")
    }


def areas(language: Language) -> dict[tuple[str, str], str]:
    """Label of the country, the focus cities and the urbanity classes, in the report's order."""
    return {
        **{("national", code): name for code, name in labels("national", language).items()},
        **{("g4", row["municipality_code"]): row["area_name"] for row in read_seed("focus_cities")},
        **{("urbanity", code): name for code, name in labels("urbanity", language).items()},
    }
