"""The marts and all that describes them, as one folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb

from segmon.exports.formats import RFC_4180, CsvDialect, MartsFormat
from segmon.exports.marts_files import write_marts
from segmon.exports.package.citation import citation, licence_text
from segmon.exports.package.codebook import codebook
from segmon.exports.package.codes import SAME_CODES
from segmon.exports.package.contents import Package, PackageTable, read_package
from segmon.exports.package.datapackage import datapackage
from segmon.exports.package.linked_data import linked_data
from segmon.labels import Language
from segmon.templating import write_file


def export_package(
    connection: duckdb.DuckDBPyConnection,
    form: MartsFormat,
    out: Path,
    dialect: CsvDialect = RFC_4180,
    language: Language = Language.nl,
) -> list[Path]:
    """Write the marts and what describes them; the same warehouse gives the same bytes.

    Args:
        connection: a published warehouse.
        form: format of the marts.
        out: folder to write in; made if it is not there.
        dialect: how the marts are written, if they are CSV.
        language: language of the labels of codes in files of SPSS and Stata.

    Returns:
        The files.

    Raises:
        UsageError: the folder cannot be written to, or the licence of the project is none.
    """
    package = read_package(connection)
    names = {each.table.name: code_names(package, each, language) for each in package.tables}
    marts = write_marts(connection, form, out, dialect, embedded(package), names)
    documents = _documents(package, marts, form, dialect)
    described = [write_file(out / name, content) for name, content in documents.items()]
    # a workbook has all marts
    return [*dict.fromkeys(marts.values()), *described]


def _documents(
    package: Package, marts: dict[str, Path], form: MartsFormat, dialect: CsvDialect
) -> dict[str, str]:
    content = datapackage(package, marts, form, dialect)
    return {
        "datapackage.json": _json(content),
        "codebook.nl.md": codebook(package, marts, Language.nl),
        "codebook.en.md": codebook(package, marts, Language.en),
        "CITATION.cff": citation(package),
        "metadata.jsonld": _json(linked_data(package, content["resources"])),
        "LICENSE-DATA": licence_text(package),
    }


def embedded(package: Package) -> dict[str, dict[str, str]]:
    """What the file of each mart says of itself, where its format has room for it."""
    licence = package.licence
    sources = {source.file_name: source.sha256 for source in package.sources}
    return {
        each.table.name: {
            "segmon.description": each.table.comment or "",
            "segmon.columns": _line({it.name: it.comment or "" for it in each.table.columns}),
            "segmon.build_id": package.build_id,
            "segmon.sources": _line(sources),
            "segmon.license": (licence.spdx or licence.name) if licence else "",
            "segmon.license_url": licence.url if licence else "",
        }
        for each in package.tables
    }


def code_names(
    package: Package, table: PackageTable, language: Language
) -> dict[str, dict[str, str]]:
    """The name of each code of a mart, by column; empty where it has none, such as `all`."""
    known = {
        column: {code.code: code.names[language] for code in codes}
        for column, codes in package.codes.items()
    }
    return {
        column: {code: known[SAME_CODES.get(column, column)].get(code, "") for code in codes}
        for column, codes in table.codes.items()
    }


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _line(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False)
