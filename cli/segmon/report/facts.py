"""The parts of a sentence: numbers with their place in the marts, names, symbols."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from segmon.numerals import two_decimals
from segmon.report.marts import Record, select, years


@dataclass(frozen=True)
class Number:
    """A number in a sentence: its exact value, as it is written, and its place in the marts."""

    value: float
    text: str
    source: str


@dataclass(frozen=True)
class Sentence:
    """One sentence.

    Attributes:
        kind: macro of the grammar that says it.
        facts: what the macro speaks of.
        symbol: the change or difference that the sentence speaks of, as a symbol of Appendix B.
    """

    kind: str
    facts: Mapping[str, Any]
    symbol: str = ""


@dataclass(frozen=True)
class Names:
    """What people read for codes; `places` are the areas as a sentence calls them."""

    areas: Mapping[tuple[str, str], str]
    places: Mapping[tuple[str, str], str]
    indices: Mapping[str, str]
    groups: Mapping[str, str]
    categories: Mapping[str, str] = field(default_factory=dict)

    def area(self, record: Record) -> str:
        """Name of the area of a record, in a sentence."""
        return self.places[record["area_level"], record["area_code"]]


KEYS = (
    *("sector", "characteristic", "area_level", "area_code", "index_code", "governance"),
    *("category_kind", "category_code", "group_code", "school_year"),
)


def number(
    kind: str, record: Record, write: Callable[[float], str], column: str = "value"
) -> Number:
    """A figure of a record, with its place."""
    keys = "&".join(f"{key}={record[key]}" for key in KEYS if key in record)
    return Number(record[column], write(record[column]), f"{kind}.{column}?{keys}")


def index(record: Record, kind: str = "index") -> Number:
    """An index in two decimals."""
    return number(kind, record, two_decimals)


def symbol_of(from_value: float, to_value: float) -> str:
    """The Appendix B symbol of a change: both values in two decimals first."""
    difference = Decimal(two_decimals(to_value)) - Decimal(two_decimals(from_value))
    if not difference:
        return "."
    sign = "+" if difference > 0 else "-"
    return sign * (2 if abs(difference) >= Decimal("0.03") else 1)


def area_of(record: Record) -> dict[str, Any]:
    """What tells the area of a record apart."""
    return {column: record[column] for column in ("area_level", "area_code")}


def city_of(record: Record, names: Names) -> str:
    """Name of the area of a record in a sentence, unless it is the country."""
    return "" if record["area_level"] == "national" else names.area(record)


def in_latest_year(records: Sequence[Record]) -> list[Record]:
    """The records of the latest year."""
    return select(records, school_year=years(records)[-1]) if records else []


def ends_of(
    records: Sequence[Record], write: Callable[[float], str]
) -> dict[str, list[Record]] | None:
    """The records with the highest and the lowest value as written; none if all are the same."""
    texts = {write(r["value"]) for r in records}
    if len(texts) < 2:
        return None
    high = write(max(r["value"] for r in records))
    low = write(min(r["value"] for r in records))
    return {
        "highest": [r for r in records if write(r["value"]) == high],
        "lowest": [r for r in records if write(r["value"]) == low],
    }
