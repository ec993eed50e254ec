"""Reading DUO's open files exactly as published.

The files are `;`-separated, in cp1252 or in UTF-8 with a byte order mark, some with a title line
above the header, and spell the same column differently from year to year. Every row is kept as
text; what does not fit is an error that names the line.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

from segmon.delivery.text_files import look_through
from segmon.errors import DeliveryError

if TYPE_CHECKING:
    import pandas as pd

    from segmon.delivery.spec import TableSpec

#: Spellings of later years, towards the ones that staging reads.
ALIASES = {"instellingscode": "brin_nummer", "vestigingscode": "vestigingsnummer"}
#: The header is the first line with the register number of the school in one of its spellings.
REGISTER_NUMBERS = {"brin_nummer", "instellingscode"}
#: The column that holds the school year of the file name.
YEAR = "schooljaar"


def read_duo_file(table: TableSpec, file: Path, year: str) -> tuple[tuple[str, ...], pd.DataFrame]:
    """Read one file as text.

    Args:
        table: the table of the layout.
        file: the file.
        year: the school year in its name; empty if it has none.

    Returns:
        The header, in lower case with underscores, with `schooljaar` in front where the file name
        has a year; and a frame with the columns of the table that the header has, one row per row
        of the file, in its order, an empty cell null.

    Raises:
        DeliveryError: the file cannot be decoded, has no header or a row of another width.
    """
    import pandas as pd

    header, rows = _read_rows(file)
    frame = pd.DataFrame(
        {name: [row[header.index(name)] for row in rows] for name in set(header)}, dtype="str"
    )
    if year:
        header = [YEAR, *header]
        frame[YEAR] = year
    return tuple(header), frame[[name for name in table.column_names if name in header]]


def _read_rows(file: Path) -> tuple[list[str], list[list[str | None]]]:
    lines = csv.reader(io.StringIO(_decoded(file), newline=""), delimiter=";", strict=True)
    header: list[str] = []
    rows: list[list[str | None]] = []
    try:
        for cells in lines:
            if not header:
                names = [re.sub(r"[\s-]+", "_", cell.strip()).lower() for cell in cells]
                if REGISTER_NUMBERS & set(names):
                    header = [ALIASES.get(name, name) for name in names]
            elif len(cells) == len(header):
                rows.append([cell if cell.strip() else None for cell in cells])
            elif cells:
                raise DeliveryError(
                    f"{file.name}, line {lines.line_num}: {len(cells)} cells, but the header has"
                    f" {len(header)} columns"
                )
    except csv.Error as error:
        raise DeliveryError(f"{file.name}, line {lines.line_num}: {error}") from None
    if not header:
        raise DeliveryError(f"{file.name}: no header line with a column BRIN_NUMMER")
    return header, rows


def _decoded(file: Path) -> str:
    look_through(file)
    content = file.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise DeliveryError(f"{file.name}, line {line}: neither UTF-8 nor cp1252") from None
