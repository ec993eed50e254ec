"""Names of the files of Statistics Netherlands: which table, which year, which version.

A name is that of the table, a year, and `TAB` or `BUS` before or after it, then the version:
`INSCHRWPOTAB2023V2`, `KINDOUDER2023TABV1`, `VSLGWB2023TAB03V1`, `120619 HOOGSTEOPLTAB 2008V1`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from segmon.delivery.microdata_spec import Serves
from segmon.delivery.parts import ENDINGS
from segmon.delivery.spec import LayoutSpec, TableSpec, microdata_of

#: How the names of files of statistics programs end that are read.
STATISTICS_ENDINGS = (".sav", ".zsav", ".dta")
MICRODATA_ENDINGS = (*ENDINGS, *STATISTICS_ENDINGS)
_KIND = "(?:tab|bus)"
_YEAR = "((?:19|20)[0-9]{2})"


@dataclass(frozen=True)
class MicrodataName:
    """What the name of a file says.

    Attributes:
        table: the table of the layout.
        year: its year; empty where it has none.
        version: its version; 0 where it has none.
        rank: which of the names of the table it has; of two files of a year, the lower one is read.
    """

    table: TableSpec
    year: str
    version: int = 0
    rank: int = 0


def stem_of(name: str) -> str:
    """The name of a file in lower case, without its ending; empty if that is not read."""
    lower = name.lower()
    return next((lower.removesuffix(end) for end in MICRODATA_ENDINGS if lower.endswith(end)), "")


def microdata_name(layout: LayoutSpec, name: str) -> MicrodataName | None:
    """What the name of a file says; null where it is that of no table.

    Args:
        layout: the layout.
        name: the name of the file.
    """
    stem = stem_of(name)
    tables = [table for table in layout.tables if table.microdata and stem]
    # a name that is told by any part of it comes last
    for table in sorted(tables, key=lambda table: bool(microdata_of(table).known_by)):
        for rank, word in enumerate(microdata_of(table).names):
            found = (
                _anywhere(word, stem)
                if microdata_of(table).known_by
                else _strictly(table, word, stem)
            )
            if found:
                return MicrodataName(table, *found, rank)
    return None


def has_name_of(table: TableSpec, name: str) -> bool:
    """Whether the name of a file is that of a table, and not only may be."""
    stem, words = stem_of(name), () if microdata_of(table).known_by else microdata_of(table).names
    return bool(stem) and any(_strictly(table, word, stem) for word in words)


def _strictly(table: TableSpec, word: str, stem: str) -> tuple[str, int] | None:
    """Year and version in a name that is that of the table, with or without something in front."""
    year = f"{_YEAR}?" if microdata_of(table).serves is Serves.EVERY else _YEAR
    found = re.fullmatch(
        rf"(?:.*[^a-z])?{word}{_KIND}?[ _-]*{year}(?:{_KIND}(?:[0-9]{{2}})?)?[ _-]*(?:v([0-9]+))?",
        stem,
    )
    return (found[1] or "", int(found[2] or 0)) if found else None


def _anywhere(word: str, stem: str) -> tuple[str, int] | None:
    """Year and version in a name that has a word in it; its columns tell whether it is meant."""
    if word not in stem:
        return None
    year = re.search(f"(?<![0-9]){_YEAR}(?![0-9])", stem)
    version = re.search("v([0-9]+)$", stem)
    return (year[1] if year else "", int(version[1]) if version else 0)
