"""The published figures as the synthesiser reads them: shares, index intervals, change symbols,
missing shares.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from segmon.errors import SegmonError
from segmon.project import project_dir

SECTORS = ("po", "vo")
GROUPS: dict[str, tuple[str, str, str]] = {
    "income": ("low", "middle", "high"),
    "education": ("no_start_qualification", "start_qualification", "higher_education"),
    "migration": ("both_nl", "one_abroad", "both_abroad"),
}
CHARACTERISTICS = tuple(GROUPS)
G4 = ("Amsterdam", "Den Haag", "Rotterdam", "Utrecht")
CLASSES = (
    "zeer_sterk_stedelijk",
    "sterk_stedelijk",
    "matig_stedelijk",
    "weinig_stedelijk",
    "niet_stedelijk",
)
NATIONAL = "Nederland"
AREAS = (*G4, *CLASSES, NATIONAL)
PUBLISHED_YEARS = (2017, 2021, 2022, 2023)

# Rows of the distribution tables that cannot be true next to the national row, or that repeat
# another table's row.
_UNTRUE = ("implausible", "identical", "copy error")
# A value printed under the wrong label: the text calls this class the lowest, so it is `zeer sterk
# stedelijk`.
_RELABELLED = ("po", "education", "zeer_sterk_stedelijk", "interaction", 2023, 33)

Series = tuple[str, str, str, str]


@dataclass(frozen=True)
class Interval:
    """A published index value in hundredths: both ends equal where the value itself is known.

    `contested` marks an interval derived from a series with a suspect symbol: a hint, not a bound.
    """

    low: float
    high: float
    contested: bool = False

    @property
    def is_value(self) -> bool:
        """Whether the publication leaves one value only."""
        return self.low == self.high


@dataclass(frozen=True)
class Facts:
    """Everything taken from the publication.

    `shares` maps (sector, characteristic, area, start year) to the three printed shares, without
    the rows that cannot be true. `intervals` maps (sector, characteristic, area, measure, start
    year) to an interval. `symbols` maps a series (sector, characteristic, area, measure) to its
    three change symbols, `?` where the printed one is suspect and the text gives no direction.
    `missing` maps (sector, characteristic, start year) to a share.
    """

    shares: dict[tuple[str, str, str, int], tuple[float, float, float]]
    intervals: dict[tuple[str, str, str, str, int], Interval]
    symbols: dict[Series, tuple[str, str, str]]
    missing: dict[tuple[str, str, int], float]


def published_folder() -> Path:
    """Return the folder of the published facts. Raises SegmonError if the project has none."""
    folder = project_dir() / "seeds" / "published"
    if not folder.is_dir():
        raise SegmonError(f"the published figures are not found: {folder} is missing")
    return folder


def read_facts(folder: Path | None = None) -> Facts:
    """Read the published facts from `folder` (default: the project's seeds). Raises SegmonError if
    it is absent.
    """
    where = folder or published_folder()
    return Facts(
        shares=_shares(where),
        intervals=_intervals(where),
        symbols=_symbols(where),
        missing={
            (row["sector"], row["characteristic"], _start(row["school_year"])): float(
                row["missing_share"]
            )
            for row in _rows(where / "published_missing.csv")
        },
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def _start(school_year: str) -> int:
    return int(school_year[:4])


def _shares(folder: Path) -> dict[tuple[str, str, str, int], tuple[float, float, float]]:
    cells: dict[tuple[str, str, str, int], dict[str, float]] = {}
    for row in _rows(folder / "published_distribution.csv"):
        if any(word in row["suspect"] for word in _UNTRUE):
            continue
        key = (row["sector"], row["characteristic"], row["area"], _start(row["school_year"]))
        cells.setdefault(key, {})[row["group_code"]] = float(row["share"])
    return {
        key: (shares[groups[0]], shares[groups[1]], shares[groups[2]])
        for key, shares in cells.items()
        if len(shares) == len(groups := GROUPS[key[1]])
    }


def _intervals(folder: Path) -> dict[tuple[str, str, str, str, int], Interval]:
    intervals = {}
    for row in _rows(folder / "published_index_bounds.csv"):
        stated = row["basis"].startswith("stated")
        contested = row["series_has_contested_symbol"] == "yes" and not stated
        key = (
            row["sector"],
            row["characteristic"],
            row["area"],
            row["measure"],
            _start(row["school_year"]),
        )
        intervals[key] = Interval(
            round(100 * float(row["low"])), round(100 * float(row["high"])), contested
        )
    sector, characteristic, area, measure, year, value = _RELABELLED
    intervals[sector, characteristic, area, measure, year] = Interval(value, value)
    return intervals


def _symbols(folder: Path) -> dict[Series, tuple[str, str, str]]:
    text = {
        (
            row["sector"],
            row["characteristic"],
            row["area"],
            row["measure"],
            _start(row["to_year"]),
        ): row["direction"]
        for row in _rows(folder / "published_text_change.csv")
        if PUBLISHED_YEARS.index(_start(row["to_year"]))
        - PUBLISHED_YEARS.index(_start(row["from_year"]))
        == 1
    }
    steps: dict[Series, dict[int, str]] = {}
    for row in _rows(folder / "published_change.csv"):
        series = (row["sector"], row["characteristic"], row["area"], row["measure"])
        year = _start(row["to_year"])
        symbol = row["symbol"]
        if row["suspect"]:
            said = text.get((*series, year), "")
            symbol = {"up": "up", "down": "down", "equal": "."}.get(said, "?")
        steps.setdefault(series, {})[year] = symbol
    later = PUBLISHED_YEARS[1:]
    return {
        series: (by_year[later[0]], by_year[later[1]], by_year[later[2]])
        for series, by_year in steps.items()
    }
