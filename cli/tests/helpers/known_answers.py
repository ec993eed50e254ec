"""What the hand-made delivery must give, in exact fractions, derived without SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from helpers.deliveries import COUNTS, MUNICIPALITIES, SCHOOLS, YEARS, Counts, n_enrolled

INDICES = ("dissimilarity", "interaction", "interaction_reverse")
#: The areas: their level and code, and the municipalities in them.
AREAS: dict[tuple[str, str], tuple[str, ...]] = {
    ("national", "NL"): tuple(MUNICIPALITIES),
    ("g4", "GM0363"): ("GM0363",),
    ("urbanity", "1"): ("GM0363",),
    ("urbanity", "5"): ("GM0637", "GM0096"),
    **{("municipality", code): (code,) for code in MUNICIPALITIES},
}


@dataclass(frozen=True)
class Figure:
    """One row of a segregation mart."""

    value: Fraction | None
    status: str
    n_municipalities: int
    n_schools: int
    n_first: int
    n_middle: int
    n_third: int

    @property
    def n_pupils(self) -> int:
        return self.n_first + self.n_middle + self.n_third


#: school year, sector, characteristic, area level, area code, index
Key = tuple[str, str, str, str, str, str]


def index_value(index_code: str, schools: list[Counts]) -> Fraction | None:
    """An index of the schools of one municipality."""
    total_first, total_third = (sum(counts[i] for counts in schools) for i in (0, 2))
    if not total_first or not total_third:
        return None
    if index_code == "dissimilarity":
        parts = (abs(Fraction(b, total_third) - Fraction(a, total_first)) for a, _, b in schools)
        return sum(parts, Fraction(0)) / 2
    x, total = (0, total_first) if index_code == "interaction" else (2, total_third)
    return sum(
        (Fraction(counts[x], total) * Fraction(counts[2 - x], sum(counts)) for counts in schools),
        Fraction(0),
    )


def schools_of(year: str, sector: str, characteristic: str) -> Mapping[str, list[Counts]]:
    """The schools with a pupil of known group, by municipality."""
    schools: dict[str, list[Counts]] = {}
    for school_id, by_year in COUNTS[sector, characteristic].items():
        counts = by_year[YEARS.index(year)]
        municipality = schools.setdefault(SCHOOLS[sector][school_id], [])
        if sum(counts):
            municipality.append(counts)
    return schools


def figures() -> Iterator[tuple[Key, Figure]]:
    """Every row of the four segregation marts."""
    for year in YEARS:
        for sector, characteristic in COUNTS:
            schools = schools_of(year, sector, characteristic)
            for (level, code), municipalities in AREAS.items():
                present = {m: schools[m] for m in municipalities if m in schools}
                for index_code in INDICES if present else ():
                    key = (year, sector, characteristic, level, code, index_code)
                    yield key, _figure(index_code, present)


def _figure(index_code: str, municipalities: Mapping[str, list[Counts]]) -> Figure:
    values = {m: index_value(index_code, schools) for m, schools in municipalities.items()}
    weights = {m: len(municipalities[m]) for m, value in values.items() if value is not None}
    value = (
        sum((weights[m] * (values[m] or Fraction(0)) for m in weights), Fraction(0))
        / sum(weights.values())
        if weights
        else None
    )
    schools = [counts for schools in municipalities.values() for counts in schools]
    status = "ok" if len(schools) > 1 else "single_school"
    first, middle, third = (sum(counts[i] for counts in schools) for i in range(3))
    return Figure(
        value,
        status if value is not None else "group_absent",
        sum(1 for schools in municipalities.values() if schools),
        len(schools),
        *(first, middle, third),
    )


def two_decimals(value: Fraction) -> Decimal:
    """A value in two decimals, half away from zero."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def symbol(difference: Decimal) -> str:
    """The symbol of Appendix B."""
    if not difference:
        return "."
    sign = "+" if difference > 0 else "-"
    return sign if abs(difference) < Decimal("0.03") else 2 * sign


def n_delivered(year: str, sector: str) -> int:
    """Pupils of the monitor in a delivery, of known group or not."""
    return sum(n_enrolled(sector, school_id, year) for school_id in SCHOOLS[sector])
