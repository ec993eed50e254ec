"""File formats of the exports: a module of its own, so that the command line starts quickly."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from segmon.errors import UsageError


class ChangesFormat(StrEnum):
    """File formats of the Appendix B tables."""

    csv = "csv"
    md = "md"
    html = "html"
    xlsx = "xlsx"
    tex = "tex"
    json = "json"


class MartsFormat(StrEnum):
    """File formats of exported marts."""

    parquet = "parquet"
    csv = "csv"
    xlsx = "xlsx"
    sav = "sav"
    dta = "dta"


class Decimal(StrEnum):
    """Decimal marks of CSV."""

    point = "point"
    comma = "comma"


class Separator(StrEnum):
    """What is between two values of CSV."""

    comma = ","
    semicolon = ";"


@dataclass(frozen=True)
class CsvDialect:
    """How CSV is written; without more, as RFC 4180 has it.

    Raises:
        UsageError: a decimal comma and a comma between values would be one sign.
    """

    decimal: Decimal = Decimal.point
    separator: Separator = Separator.comma

    def __post_init__(self) -> None:
        if self.has_comma and self.separator is Separator.comma:
            raise UsageError(
                "a comma cannot be the decimal mark and the separator at once; add --separator ';'"
            )

    @classmethod
    def chosen(
        cls, form: MartsFormat, decimal: Decimal | None, separator: Separator | None
    ) -> CsvDialect:
        """The dialect that somebody asks for.

        Args:
            form: the format of the files.
            decimal: the decimal mark; null if it was not named.
            separator: what is between two values; null if it was not named.

        Raises:
            UsageError: the format has no such choice, or one sign would be both.
        """
        if form is not MartsFormat.csv and (decimal or separator):
            name = "--decimal" if decimal else "--separator"
            raise UsageError(f"{name} is of CSV only; leave it out, or use --format csv")
        return cls(decimal or Decimal.point, separator or Separator.comma)

    @property
    def has_comma(self) -> bool:
        """Whether numbers have a decimal comma."""
        return self.decimal is Decimal.comma


#: CSV as RFC 4180 has it.
RFC_4180 = CsvDialect()
