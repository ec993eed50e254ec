"""Small countries, and releases of them made without the product: figures as fractions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import duckdb
import pandas as pd

GROUPS = (("low", "first"), ("middle", "middle"), ("high", "third"))
#: The values of `segmon.audit.breaches.BLOCK`.
Key = tuple[str, ...]
Value = Fraction | int | None


@dataclass(frozen=True)
class School:
    """A school site and its pupils of known income."""

    school_id: str
    first: int
    middle: int
    third: int
    municipality: str = "GM0001"
    urbanity: str = "1"
    denomination: str = "openbaar"
    school_year: str = "2023-2024"

    @property
    def known(self) -> int:
        return self.first + self.middle + self.third

    @property
    def governance(self) -> str:
        return "openbaar" if self.denomination == "openbaar" else "bijzonder"

    def of(self, position: str) -> int:
        return int(getattr(self, position))


Schools = Sequence[School]


def total(schools: Schools, position: str) -> int:
    return sum(school.of(position) for school in schools)


def dissimilarity(schools: Schools) -> Fraction | None:
    first, third = total(schools, "first"), total(schools, "third")
    if not first or not third:
        return None
    return sum((imbalance(school, schools) for school in schools), Fraction(0)) / 2


def imbalance(school: School, schools: Schools) -> Fraction:
    first, third = total(schools, "first"), total(schools, "third")
    return abs(Fraction(school.first, first) - Fraction(school.third, third))


def interaction(schools: Schools, of: str = "first", met: str = "third") -> Fraction | None:
    if not total(schools, of) or not total(schools, met):
        return None
    return sum(
        (Fraction(s.of(of) * s.of(met), total(schools, of) * s.known) for s in schools),
        Fraction(0),
    )


INDICES: dict[str, Callable[[Schools], Fraction | None]] = {
    "dissimilarity": dissimilarity,
    "interaction": interaction,
    "interaction_reverse": lambda schools: interaction(schools, "third", "first"),
}


@dataclass(frozen=True)
class Rounding:
    """How a release rounds."""

    decimals: int = 2
    base: int = 10

    def of(self, value: Value) -> float | None:
        if value is None:
            return None
        exact = Decimal(Fraction(value).numerator) / Decimal(Fraction(value).denominator)
        return float(exact.quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP))

    def count(self, n: int) -> int:
        return (2 * n + self.base) // (2 * self.base) * self.base


ROUNDED, EXACT = Rounding(), Rounding(9, 1)


@dataclass(frozen=True)
class Country:
    """Schools of some years, municipalities and denominations."""

    schools: tuple[School, ...]

    def totals(self) -> pd.DataFrame:
        """What is public."""
        return pd.DataFrame(
            {
                "sector": "po",
                "school_year": school.school_year,
                "characteristic": "income",
                "school_id": school.school_id,
                "area_code": school.municipality,
                "urbanity_code": school.urbanity,
                "governance": school.governance,
                "denomination_code": school.denomination,
                "school_type_code": None,
                "n_pupils": school.known,
            }
            for school in self.schools
        )

    def blocks(self) -> dict[Key, tuple[School, ...]]:
        """The schools of every area, and of every category of it."""
        found: dict[Key, list[School]] = defaultdict(list)
        for it in self.schools:
            series = (it.school_year, "po", "income")
            for area in (
                ("municipality", it.municipality),
                ("urbanity", it.urbanity),
                ("national", "NL"),
            ):
                for category in (
                    ("all", "all"),
                    ("governance", it.governance),
                    ("denomination", it.denomination),
                ):
                    found[*series, *area, *category].append(it)
        return {key: tuple(schools) for key, schools in sorted(found.items())}

    def index(self, key: Key, index: str) -> Fraction | None:
        """An index: of a municipality that of its schools, above it the mean, by schools."""
        schools = self.blocks()[key]
        areas: dict[str, list[School]] = defaultdict(list)
        for school in schools:
            areas[school.municipality].append(school)
        values = [(INDICES[index](its), len(its)) for its in areas.values()]
        known = [(value, weight) for value, weight in values if value is not None]
        if not known:
            return None
        return sum((v * n for v, n in known), Fraction(0)) / sum(n for _, n in known)

    def release(
        self,
        rounding: Rounding = ROUNDED,
        hide: Callable[[str, Key], bool] = lambda table, key: False,
    ) -> duckdb.DuckDBPyConnection:
        """A database with the marts of a release, where nothing is hidden but what is asked for."""
        connection = duckdb.connect()
        connection.execute("create schema marts")
        groups = [("income", code, position) for code, position in GROUPS]
        columns = ["characteristic", "group_code", "group_position"]
        _put(connection, "dim_group", columns, groups)
        tables: dict[str, list[dict[str, object]]] = defaultdict(list)
        for key, schools in self.blocks().items():
            for table, row in self._rows(key, schools, rounding):
                if hide(table, key):
                    row = {
                        column: value if column in _KEYS else None for column, value in row.items()
                    } | {"status": "suppressed"}
                tables[table].append(row)
        for table, rows in tables.items():
            _put(connection, table, list(rows[0]), [tuple(row.values()) for row in rows])
        return connection

    def _rows(
        self, key: Key, schools: tuple[School, ...], rounding: Rounding
    ) -> Iterator[tuple[str, dict[str, object]]]:
        *series, level, code, kind, category = key
        area = dict(zip(_KEYS, (*series, level, code), strict=False))
        known = sum(school.known for school in schools)
        counts = {f"n_{p}": rounding.count(total(schools, p)) for _, p in GROUPS}
        numbers = {"n_schools": len(schools), "n_pupils": rounding.count(known), **counts}
        if kind == "all":
            for index in INDICES:
                value = rounding.of(self.index(key, index))
                row = {**area, "index_code": index, "value": value, "status": "ok", **numbers}
                yield f"segregation_{level}", row
        for group, position in GROUPS:
            n = total(schools, position)
            shown = {"n_pupils": rounding.count(n), "share": rounding.of(Fraction(n, known))}
            own = {"group_code": group, "n_schools": len(schools), **shown, "status": "ok"}
            if kind == "all":
                yield "group_distribution", {**area, **own}
            elif level != "urbanity":
                yield (
                    "category_composition",
                    {**area, "category_kind": kind, "category_code": category, **own},
                )
        if kind != "all" and level == "municipality":
            yield "category_contribution", self.contribution(key, schools, rounding)

    def contribution(
        self, key: Key, schools: tuple[School, ...], rounding: Rounding
    ) -> dict[str, object]:
        """A row of contributions: what the schools of a category add to the index of their area."""
        of_area = self.blocks()[*key[:5], "all", "all"]
        whole, counterfactual = dissimilarity(of_area), None
        if whole is not None:
            mean = sum((imbalance(s, of_area) for s in schools), Fraction(0)) / len(schools)
            counterfactual = mean * len(of_area) / 2
        return {
            **dict(zip(_KEYS, (*key[:3], "municipality", key[4]), strict=False)),
            "category_kind": key[5],
            "category_code": key[6],
            "definition": "monitor",
            "n_schools": len(schools),
            "dissimilarity": rounding.of(whole),
            "counterfactual_dissimilarity": rounding.of(counterfactual),
            "contribution": rounding.of(
                None if counterfactual is None or whole is None else counterfactual - whole
            ),
            "status": "ok",
        }


_KEYS = (
    *("school_year", "sector", "characteristic", "area_level", "area_code"),
    *("index_code", "group_code", "category_kind", "category_code", "definition"),
)
_TYPES = {"value": "double", "share": "double", "dissimilarity": "double", "contribution": "double"}


def _put(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Sequence[str],
    rows: Sequence[tuple[object, ...]],
) -> None:
    def its_type(column: str) -> str:
        if column.startswith("n_"):
            return "bigint"
        return "double" if column in _TYPES or "dissimilarity" in column else "varchar"

    described = ", ".join(f"{column} {its_type(column)}" for column in columns)
    connection.execute(f"create table marts.{table} ({described})")
    marks = ", ".join("?" * len(columns))
    connection.executemany(f"insert into marts.{table} values ({marks})", rows)
