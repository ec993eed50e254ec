"""What people read for a code, in Dutch and English, from the seeds of the project."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from string import ascii_lowercase

from segmon.project import project_dir


class Language(StrEnum):
    """Language of labels."""

    nl = "nl"
    en = "en"


def read_seed(name: str) -> list[dict[str, str]]:
    """The rows of a seed, in their order."""
    return _read_seed(project_dir() / "seeds" / f"{name}.csv")


@cache
def _read_seed(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
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


def in_report_order(municipality_codes: Iterable[str]) -> list[str]:
    """Cities in the order of the published report, which is that of the seed; others after them."""
    order = [row["municipality_code"] for row in read_seed("focus_cities")]
    rank = {code: i for i, code in enumerate(order)}
    return sorted(municipality_codes, key=lambda code: (rank.get(code, len(rank)), code))


def areas(
    countries: Collection[str],
    focus_cities: dict[str, str],
    classes: Collection[str],
    language: Language,
) -> dict[tuple[str, str], str]:
    """Label of the country, the focus cities and the urbanity classes, in the report's order.

    Args:
        countries: code of the country.
        focus_cities: name of each focus city of a build, by municipality code.
        classes: codes of urbanity classes.
        language: language of the labels.
    """
    cities = in_report_order(focus_cities)
    return {
        **_labels_of("national", countries, language),
        **{("g4", code): focus_cities[code] for code in cities},
        **_labels_of("urbanity", classes, language),
    }


def _labels_of(kind: str, codes: Collection[str], language: Language) -> dict[tuple[str, str], str]:
    return {(kind, code): name for code, name in labels(kind, language).items() if code in codes}


def level_labels(focus_cities: Collection[str], language: Language) -> dict[str, str]:
    """Label of each level of areas; the focus cities are the G4 unless another is among them."""
    names = labels("area_level", language)
    if not set(focus_cities) <= {row["municipality_code"] for row in read_seed("focus_cities")}:
        names["g4"] = names["focus"]
    return names


@cache
def status_marks() -> dict[str, str]:
    """Footnote mark of each status that needs a word: a letter, the same in every table."""
    return dict(zip(labels("status", Language.en), ascii_lowercase, strict=False))


@dataclass(frozen=True)
class Group:
    """A group of pupils within a characteristic; its position is first, middle or third."""

    code: str
    position: str
    name: str


def groups(characteristic: str, language: Language) -> list[Group]:
    """The groups of a characteristic, in the order in which people see them."""
    return [
        Group(row["group_code"], row["group_position"], row[f"group_name_{language}"])
        for row in sorted(read_seed("characteristics"), key=lambda row: int(row["sort_order"]))
        if row["characteristic"] == characteristic
    ]
