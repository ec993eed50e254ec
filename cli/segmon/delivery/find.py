"""Finding a delivery: its tables, their files and their headers; no row is read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from segmon.delivery.files import FoundTable, find_table
from segmon.delivery.layouts import layout_spec
from segmon.delivery.spec import TableSpec
from segmon.errors import DeliveryError, UsageError
from segmon.findings import Finding


@dataclass(frozen=True)
class FoundDelivery:
    """A delivery whose files were found and whose headers were read.

    Attributes:
        folder: the folder that was delivered.
        layout: a key of `LAYOUTS`.
        tables: its tables, in the order of the layout; the first one is of pupils.
        school_years: the school years that are read; empty for every row, whatever its year.
        areas: `nl` for Dutch municipalities, `opaque` for areas of any country.
    """

    folder: Path
    layout: str
    tables: tuple[FoundTable, ...]
    school_years: tuple[str, ...] = ()
    areas: str = "nl"


def find_delivery(
    folder: Path, layout: str, school_years: Sequence[str] = (), areas: str = "nl"
) -> FoundDelivery:
    """Find the files of a delivery and read their headers.

    Args:
        folder: the folder that was delivered.
        layout: a key of `LAYOUTS`.
        school_years: the school years to read; empty for all.
        areas: `nl` for Dutch municipalities, `opaque` for areas of any country.

    Raises:
        UsageError: the folder does not exist, something is not a school year, or the layout does
            not go with the areas.
        DeliveryError: a table is missing, is there twice, or cannot be opened.
    """
    require_folder(folder)
    tables = layout_spec(layout, areas).tables
    for year in school_years:
        if not re.fullmatch("[0-9]{4}-[0-9]{4}" + ("|[0-9]{4}" if areas == "opaque" else ""), year):
            raise UsageError(f"{year} is not a school year such as 2023-2024")
    found, missing = [], []
    for spec in tables:
        table = find_table(folder, spec)
        if table is None:
            missing.append(_missing(spec))
        else:
            found.append(table)
    if missing:
        raise DeliveryError(f"the delivery {folder} is incomplete", missing)
    years = tuple(sorted(set(school_years)))
    return FoundDelivery(folder.resolve(), layout, tuple(found), years, areas)


def require_folder(folder: Path) -> None:
    """Make sure that a delivery is a folder.

    Raises:
        UsageError: it is not, or nobody may look.
    """
    try:
        is_folder = folder.is_dir()
    except OSError as error:
        raise UsageError(f"the delivery {folder} cannot be read: {error.strerror}") from None
    if not is_folder:
        raise UsageError(f"the delivery {folder} is not a folder")


def _missing(spec: TableSpec) -> Finding:
    return Finding(spec.name, "", f"not found: expected {spec.files}", 0, 1)
