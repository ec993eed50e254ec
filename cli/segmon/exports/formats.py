"""File formats of the exports: a module of its own, so that the command line starts quickly."""

from __future__ import annotations

from enum import StrEnum


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
