"""`datapackage.json`: the package as a Data Package with Table Schemas."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from segmon.exports.formats import CsvDialect, MartsFormat
from segmon.exports.package.contents import Package, PackageTable
from segmon.exports.package.words import citation_title, description
from segmon.labels import Language
from segmon.published.tables import Column
from segmon.texts import plain

#: Types of Table Schema by type of DuckDB.
TYPES = {
    "BIGINT": "integer",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "DOUBLE": "number",
    "INTEGER": "integer",
    "TIMESTAMP": "datetime",
    "VARCHAR": "string",
}
MEDIA_TYPES = {
    MartsFormat.csv: "text/csv",
    MartsFormat.parquet: "application/vnd.apache.parquet",
    MartsFormat.xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    MartsFormat.sav: "application/x-spss-sav",
    MartsFormat.dta: "application/x-stata-dta",
}


def datapackage(
    package: Package, files: Mapping[str, Path], form: MartsFormat, dialect: CsvDialect
) -> dict[str, Any]:
    """The content of `datapackage.json`.

    Args:
        package: what it says.
        files: the file with each mart.
        form: format of these files.
        dialect: how the files are written, if they are CSV.
    """
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "segmon-marts",
        "title": citation_title(package, Language.en),
        "description": description(package, Language.en),
        "created": package.moment,
        "version": package.build_id,
        **_licences(package),
        **({"contributors": _contributors(package)} if package.publisher else {}),
        "sources": [
            {
                "title": plain(source.file_name),
                **({"hash": f"sha256:{source.sha256}"} if source.sha256 else {}),
            }
            for source in package.sources
        ],
        "resources": [
            _resource(table, files[table.table.name], form, dialect) for table in package.tables
        ],
    }


def _licences(package: Package) -> dict[str, Any]:
    licence = package.licence
    if not licence:
        return {}
    path = {"path": licence.url} if licence.url else {}
    return {"licenses": [{"name": licence.identifier, "title": licence.name, **path}]}


def _contributors(package: Package) -> list[dict[str, Any]]:
    return [{"title": package.publisher, "roles": ["publisher"]}]


def _resource(
    table: PackageTable, file: Path, form: MartsFormat, dialect: CsvDialect
) -> dict[str, Any]:
    content = file.read_bytes()
    return {
        "name": table.table.name,
        "type": "table",
        "title": table.titles[Language.en],
        "description": table.table.comment or "",
        "path": file.name,
        "format": form.value,
        "mediatype": MEDIA_TYPES[form],
        **({"encoding": "utf-8"} if form is MartsFormat.csv else {}),
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        **_dialect(table.table.name, form, dialect),
        "schema": _schema(table, form, dialect),
    }


def _dialect(name: str, form: MartsFormat, dialect: CsvDialect) -> dict[str, Any]:
    if form is MartsFormat.csv:
        return {"dialect": {"delimiter": dialect.separator.value, "lineTerminator": "\r\n"}}
    if form is MartsFormat.xlsx:
        # as version 2 of the standard has it, and as its tool does
        return {"dialect": {"sheetName": name, "excel": {"sheet": name}}}
    return {}


def _schema(table: PackageTable, form: MartsFormat, dialect: CsvDialect) -> dict[str, Any]:
    key = {"primaryKey": list(table.table.key)} if table.table.key else {}
    references = [
        {
            "fields": list(reference.columns),
            "reference": {
                "resource": reference.dimension,
                "fields": list(reference.dimension_columns),
            },
        }
        for reference in table.references
    ]
    return {
        "fields": [_field(table, column, form, dialect) for column in table.table.columns],
        **key,
        **({"foreignKeys": references} if references else {}),
        "missingValues": [""],
    }


def _field(
    table: PackageTable, column: Column, form: MartsFormat, dialect: CsvDialect
) -> dict[str, Any]:
    kind = TYPES[column.type]
    codes = table.codes.get(column.name, ())
    comma = form is MartsFormat.csv and dialect.has_comma and kind == "number"
    enum: dict[str, Any] = {"enum": list(codes)} if codes else {}
    categories: dict[str, Any] = {}
    if form is MartsFormat.dta and codes:
        # Stata has labels of numbers only
        kind, enum = "integer", {"enum": [*range(1, len(codes) + 1)]}
        listed = [{"value": i, "label": code} for i, code in enumerate(codes, start=1)]
        categories = {"categories": listed}
    return {
        "name": column.name,
        "type": kind,
        "description": column.comment or "",
        **({"decimalChar": ","} if comma else {}),
        **categories,
        "constraints": {"required": not column.is_nullable, **enum},
    }
