"""Every mart as a file of its own."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import duckdb

from segmon.database import quoted
from segmon.errors import writing
from segmon.exports.formats import RFC_4180, CsvDialect, MartsFormat
from segmon.exports.marts_stats import Names, library, write_statistics
from segmon.files import replacing
from segmon.published.tables import MARTS, Table, read_tables
from segmon.templating import write_file
from segmon.texts import FORMULA, csv_text

#: Whether a text has what begins a formula, in the dialect of DuckDB, which does not look ahead.
MAY_BE_FORMULA = FORMULA.pattern.replace("(?=", "(?:")
#: The file with all marts.
WORKBOOK = "segmon_marts.xlsx"
#: What a file says of itself, by mart.
Embedded = Mapping[str, Mapping[str, str]]
NOTHING: Embedded = MappingProxyType({})
#: Names of codes, by mart.
CodeNames = Mapping[str, Names]
NO_NAMES: CodeNames = MappingProxyType({})


def write_marts(
    connection: duckdb.DuckDBPyConnection,
    file_format: MartsFormat,
    out: Path,
    dialect: CsvDialect = RFC_4180,
    embedded: Embedded = NOTHING,
    names: CodeNames = NO_NAMES,
) -> dict[str, Path]:
    """Write every mart, with its rows sorted.

    Without `embedded`, builds of the same figures give the same files.

    Args:
        connection: a published warehouse.
        file_format: parquet, csv (RFC 4180 in UTF-8 with a header; no text is a formula), or xlsx,
            one workbook with a sheet a mart, or sav or dta.
        out: folder to write in; made if it is not there.
        dialect: how CSV is written.
        embedded: what Parquet files say of themselves.
        names: names of codes, by mart and column, for files of SPSS and Stata.

    Returns:
        The file of each mart.

    Raises:
        UsageError: it cannot be written there, or a package for it is not installed.
    """
    statistics = file_format in (MartsFormat.sav, MartsFormat.dta)
    if statistics:
        library()
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
    marts = read_tables(connection, [MARTS])
    if file_format is MartsFormat.xlsx:
        return dict.fromkeys((mart.name for mart in marts), _write_workbook(connection, marts, out))
    files = {mart.name: out / f"{mart.name}.{file_format}" for mart in marts}
    for mart in marts:
        file = files[mart.name]
        with writing(file), replacing(file) as partial:
            if statistics:
                rows = connection.execute(_rows(mart))
                write_statistics(rows, mart, names.get(mart.name, {}), partial, file_format)
            elif file_format is MartsFormat.csv:
                _write_csv(connection, mart, partial, dialect)
            else:
                options = _parquet_options(embedded.get(mart.name, {}))
                _copy(connection, _rows(mart), partial, options)
    return files


def _write_workbook(
    connection: duckdb.DuckDBPyConnection, marts: Sequence[Table], out: Path
) -> Path:
    # it takes a third of a second to import
    from segmon.exports.marts_xlsx import marts_workbook

    content = marts_workbook(connection, ((mart, _rows(mart)) for mart in marts))
    return write_file(out / WORKBOOK, content)


def _write_csv(
    connection: duckdb.DuckDBPyConnection, mart: Table, file: Path, dialect: CsvDialect
) -> None:
    options = f"format csv, header, delimiter {quoted(dialect.separator)}, new_line '\\r\\n'"
    query = f"select {_csv_columns(mart, dialect)} from ({_rows(mart)})"
    connection.create_function("csv_text", lambda text: csv_text(text), ["varchar"], "varchar")
    try:
        _copy(connection, query, file, options)
    finally:
        connection.remove_function("csv_text")
    if dialect.has_comma:
        # who wants commas has Excel, which takes a file without this mark for Windows text
        file.write_bytes(BOM_UTF8 + file.read_bytes())


def _parquet_options(embedded: Mapping[str, str]) -> str:
    pairs = ", ".join(f"{quoted(name)}: {quoted(text)}" for name, text in embedded.items())
    return f"format parquet{f', kv_metadata {{{pairs}}}' if pairs else ''}"


def _copy(connection: duckdb.DuckDBPyConnection, query: str, file: Path, options: str) -> None:
    try:
        connection.execute(f"copy ({query}) to {quoted(str(file))} ({options}, use_tmp_file false)")
    except duckdb.IOException as error:
        # what is said of the warehouse, which is read, names another file or none
        if str(file) not in str(error):
            raise
        raise OSError(str(error).splitlines()[0].rpartition(": ")[2]) from error


def _rows(mart: Table) -> str:
    """A mart, sorted by its key, and each code in it by its place in tables and figures."""
    names = [column.name for column in mart.columns]
    places = [place for column in mart.key for place in _places(column, names)]
    # a dimension has an order within a year, a characteristic or a kind, which its key begins with
    if "sort_order" in names:
        places.insert(min(1, len(mart.key) - 1), "sort_order")
    columns = ", ".join(dict.fromkeys([*places, *names]))
    return f"select * from marts.{mart.name} order by {columns}"


def _places(column: str, names: Sequence[str]) -> list[str]:
    """What sorts a column of a key: its place and its name, where a wide table has them."""
    entity = column.removesuffix("_code")
    wide = [name for name in (f"{entity}_order", f"{entity}_name") if name in names]
    return [*wide, column]


def _csv_columns(mart: Table, dialect: CsvDialect) -> str:
    """The columns of a mart as CSV has them."""
    return ", ".join(_csv_column(column.name, column.type, dialect) for column in mart.columns)


def _csv_column(name: str, kind: str, dialect: CsvDialect) -> str:
    if kind == "VARCHAR":
        # a program for spreadsheets may run a text; only the few that may be a formula go through
        # Python
        return (
            f"case when regexp_matches({name}, {quoted(MAY_BE_FORMULA)}) then csv_text({name})"
            f" else {name} end as {name}"
        )
    if kind == "DOUBLE" and dialect.has_comma:
        return f"replace(cast({name} as varchar), '.', ',') as {name}"
    return name
