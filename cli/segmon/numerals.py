"""How a figure is written: decimals, percentages, counts."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

UNDEFINED = "–"


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
    return f"{int(value):,}".replace(",", "\u202f")
