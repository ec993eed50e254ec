"""How a figure is written: decimals, percentages, counts.

The functions write a decimal point; `Numerals` writes as a language does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from segmon.labels import Language

UNDEFINED = "–"
#: Between the digits of a large number: a narrow space that does not break.
THOUSANDS = "\u202f"


def two_decimals(value: float | None) -> str:
    """A value in two decimals, half away from zero, of the decimal number that the mart shows."""
    if value is None:
        return UNDEFINED
    return str(Decimal(repr(value)).quantize(Decimal("0.01"), ROUND_HALF_UP))


def decimals(places: int, *, signed: bool = False) -> Callable[[float], str]:
    """Writes a value in some decimals, half away from zero."""

    def write(value: float) -> str:
        rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        # no sign before a zero
        text = f"{rounded:{'+' if signed else ''}}" if rounded else f"{abs(rounded)}"
        return text.replace("-", "−")

    return write


def percent(places: int) -> Callable[[float], str]:
    """Writes a share as a percentage in some decimals."""

    def write(value: float) -> str:
        scale = Decimal(1).scaleb(-places)
        return f"{(Decimal(repr(value)) * 100).quantize(scale, ROUND_HALF_UP)}%"

    return write


def count(value: float) -> str:
    """Writes a number of pupils or schools, in groups of three digits."""
    return f"{int(value):,}".replace(",", THOUSANDS)


@dataclass(frozen=True)
class Numerals:
    """Writes figures as people of a language do: a comma in Dutch, a point in English."""

    language: Language

    @property
    def decimal_sign(self) -> str:
        """What is between the whole and its decimals."""
        return "," if self.language == Language.nl else "."

    @property
    def d3_locale(self) -> dict[str, object]:
        """The same for charts."""
        groups = {"thousands": THOUSANDS, "grouping": [3]}
        return {"decimal": self.decimal_sign, **groups, "currency": ["€\u00a0", ""]}

    def localised(self, text: str) -> str:
        """A number that is written with a point, with the sign of the language."""
        return text.replace(".", self.decimal_sign)

    def two_decimals(self, value: float | None) -> str:
        """As the function of this name."""
        return self.localised(two_decimals(value))

    def decimals(self, places: int, *, signed: bool = False) -> Callable[[float], str]:
        """As the function of this name."""
        write = decimals(places, signed=signed)
        return lambda value: self.localised(write(value))

    def percent(self, places: int) -> Callable[[float], str]:
        """As the function of this name."""
        write = percent(places)
        return lambda value: self.localised(write(value))
