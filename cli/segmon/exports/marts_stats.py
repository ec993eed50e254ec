"""A mart as a file of SPSS or Stata, with labels of its columns and of their codes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from segmon.errors import UsageError
from segmon.exports.formats import MartsFormat
from segmon.published.tables import Table
from segmon.texts import plain

if TYPE_CHECKING:
    from pandas import DataFrame

#: The name of each code, by column.
Names = Mapping[str, Mapping[str, str]]
#: Characters of a label of a column that Stata takes, and bytes that SPSS takes, also of a code.
STATA_LABEL, SPSS_LABEL, SPSS_CODE_LABEL = 80, 255, 120
TRUTH = {0: "false", 1: "true"}
#: Where the files have the moment at which they were written, in their first so many bytes.
HEADER = 400
MOMENTS = {
    MartsFormat.sav: (rb"(?s)^(.{92}).{17}", rb"\g<1>01 Jan 8000:00:00"),
    MartsFormat.dta: (
        rb"(<timestamp>\x11)[^<]{17}(</timestamp>)",
        rb"\g<1>01 Jan 1980 00:00\g<2>",
    ),
}


def library() -> Any:
    """The library that writes these files.

    Raises:
        UsageError: it is not installed.
    """
    try:
        import pyreadstat
    except ImportError:
        raise UsageError(
            "writing sav and dta needs a further package: pip install 'segmon[stats]'"
        ) from None
    return pyreadstat


def write_statistics(
    rows: duckdb.DuckDBPyConnection, mart: Table, names: Names, file: Path, form: MartsFormat
) -> None:
    """Write a mart; the same rows give the same bytes.

    SPSS has labels of texts. Stata has not: there, a column with codes is the place of each code in
    its list, from 1 on, with the code and its name as label.

    Args:
        rows: its rows, as the result of a query.
        mart: its columns.
        names: names of the codes of its columns.
        file: the file.
        form: sav or dta.

    Raises:
        UsageError: the library is not installed.
    """
    frame = _frame(rows, mart)
    labels: dict[str, Mapping[Any, str]] = {
        column.name: TRUTH for column in mart.columns if column.type == "BOOLEAN"
    }
    if form is MartsFormat.dta:
        for name, codes in names.items():
            places = {code: i for i, code in enumerate(codes, start=1)}
            frame[name] = frame[name].map(places).astype("Int32")
            labels[name] = {places[code]: _both(code, text) for code, text in codes.items()}
        library().write_dta(
            frame, str(file), column_labels=_columns(mart, form), variable_value_labels=labels
        )
    else:
        for name, codes in names.items():
            labels[name] = {c: _cut(text, SPSS_CODE_LABEL) for c, text in codes.items() if text}
        library().write_sav(
            frame,
            str(file),
            column_labels=_columns(mart, form),
            variable_value_labels={name: texts for name, texts in labels.items() if texts},
            variable_format={it.name: "F12.4" for it in mart.columns if it.type == "DOUBLE"},
        )
    _forget_when(file, form)


def _frame(rows: duckdb.DuckDBPyConnection, mart: Table) -> DataFrame:
    """The rows, with whole numbers and truth as whole numbers, also where some are null."""
    frame = rows.df()
    for column in mart.columns:
        if column.type in ("BIGINT", "INTEGER", "BOOLEAN"):
            frame[column.name] = frame[column.name].astype("Int64")
        elif column.type == "VARCHAR":
            frame[column.name] = frame[column.name].map(plain, na_action="ignore").astype(object)
    return frame


def _columns(mart: Table, form: MartsFormat) -> dict[str, str]:
    """What each column means, as far as the form has room for it."""
    said = {column.name: " ".join((column.comment or "").split()) for column in mart.columns}
    if form is MartsFormat.dta:
        return {name: _short(text, STATA_LABEL) for name, text in said.items()}
    return {name: _cut(text, SPSS_LABEL) for name, text in said.items()}


def _both(code: str, name: str) -> str:
    return f"{code}: {name}" if name else code


def _short(text: str, size: int) -> str:
    return text if len(text) <= size else f"{text[: size - 1]}…"


def _cut(text: str, size: int) -> str:
    """A text of no more than so many bytes, without half a character."""
    whole = text.encode()
    if len(whole) <= size:
        return text
    return whole[: size - 3].decode(errors="ignore") + "…"


def _forget_when(file: Path, form: MartsFormat) -> None:
    """Put a moment that is always the same in the place of the one at which it was written."""
    before, after = MOMENTS[form]
    content = file.read_bytes()
    header, n_found = re.subn(before, after, content[:HEADER])
    assert n_found == 1 and len(header) == min(HEADER, len(content))
    file.write_bytes(header + content[HEADER:])
