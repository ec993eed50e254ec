"""Every mart as a file of its own."""

from __future__ import annotations

from pathlib import Path

import duckdb

from segmon.database import quoted
from segmon.errors import writing
from segmon.exports.formats import MartsFormat
from segmon.files import replacing
from segmon.published.warehouse import mart_names
from segmon.texts import FORMULA, csv_text

#: Whether a text has what begins a formula, in the dialect of DuckDB, which does not look ahead.
MAY_BE_FORMULA = FORMULA.pattern.replace("(?=", "(?:")


def export_marts(
    connection: duckdb.DuckDBPyConnection, file_format: MartsFormat, out: Path
) -> list[Path]:
    """Write every mart to a file of its own, rows sorted, so that equal builds give equal files.

    Args:
        connection: a published warehouse.
        file_format: parquet or csv (UTF-8, comma, header; no text is a formula).
        out: folder to write in; made if it is not there.

    Returns:
        The files.
    """
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
    connection.create_function("csv_text", lambda text: csv_text(text), ["varchar"], "varchar")
    files = []
    for name in mart_names(connection):
        file = out / f"{name}.{file_format}"
        columns = _harmless(connection, name) if file_format is MartsFormat.csv else "*"
        query = f"select {columns} from (select * from marts.{name} order by all)"
        with writing(file), replacing(file) as partial:
            _copy(connection, query, partial, file_format)
        files.append(file)
    connection.remove_function("csv_text")
    return files


def _copy(
    connection: duckdb.DuckDBPyConnection, query: str, file: Path, file_format: MartsFormat
) -> None:
    try:
        connection.execute(
            f"copy ({query}) to {quoted(str(file))} (format {file_format}, use_tmp_file false)"
        )
    except duckdb.IOException as error:
        # what is said of the warehouse, which is read, names another file or none
        if str(file) not in str(error):
            raise
        raise OSError(str(error).splitlines()[0].rpartition(": ")[2]) from error


def _harmless(connection: duckdb.DuckDBPyConnection, mart: str) -> str:
    """The columns of a mart; a text that a program for spreadsheets may run is made harmless."""
    columns = connection.execute(f"select * from marts.{mart} limit 0").description
    return ", ".join(
        # only the few texts that may be a formula go through Python
        f"case when regexp_matches({name}, {quoted(MAY_BE_FORMULA)}) then csv_text({name})"
        f" else {name} end as {name}"
        if str(kind) == "VARCHAR"
        else name
        for name, kind, *_ in columns
    )
