"""`codebook.nl.md` and `codebook.en.md`: every table, column and code, for people."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from segmon.exports.package.citation import licence_sentence
from segmon.exports.package.contents import Package
from segmon.exports.package.datapackage import TYPES
from segmon.exports.package.words import citation_title, description
from segmon.labels import Language
from segmon.published.builds import START_WITH
from segmon.templating import environment


def codebook(package: Package, files: Mapping[str, Path], language: Language) -> str:
    """The codebook of a package.

    Args:
        package: what it describes.
        files: the file with each mart.
        language: its language; what the models say of columns is in English.
    """
    used = {name for table in package.tables for name in table.codes}
    return (
        environment("md")
        .get_template(f"codebook.{language}.md.j2")
        .render(
            package=package,
            files={name: file.name for name, file in files.items()},
            lists={name: codes for name, codes in package.codes.items() if name in used},
            types=TYPES,
            start_with=[name for name in START_WITH if name.endswith(f"_{language}")],
            lang=language,
            title=citation_title(package, language),
            about=description(package, language),
            licence=licence_sentence(package, language),
        )
    )
