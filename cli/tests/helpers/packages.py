"""Packages of the marts, and what they say of themselves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from segmon.exports.formats import MartsFormat
from segmon.exports.package.write import export_package
from segmon.published.warehouse import open_warehouse

DOCUMENTS = {
    *("datapackage.json", "codebook.nl.md", "codebook.en.md"),
    *("CITATION.cff", "metadata.jsonld", "LICENSE-DATA"),
}
#: One that an owner of data may choose.
LICENCE = "{spdx: CC-BY-4.0, name: Naamsvermelding 4.0, url: 'https://example.org/by'}"


def package(warehouse: Path, out: Path, form: MartsFormat = MartsFormat.csv) -> dict[str, bytes]:
    """The files of the package of a warehouse."""
    with open_warehouse(warehouse) as connection:
        files = export_package(connection, form, out)
    assert sorted(files) == sorted(out.iterdir())
    return {file.name: file.read_bytes() for file in files}


def described(files: dict[str, bytes]) -> dict[str, Any]:
    """The resources of a package, by name."""
    resources = json.loads(files["datapackage.json"])["resources"]
    return {resource["name"]: resource for resource in resources}
