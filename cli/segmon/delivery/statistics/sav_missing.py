"""Values that a file of SPSS declares to be missing, such as −1 and −2, which say why.

A reader takes them for unknown. One that keeps them holds the whole file in memory; so where there
are some, a copy is read in which other values, which nobody has, are declared in their place.
"""

from __future__ import annotations

import shutil
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

#: Where the header says how its numbers are written, and where its records begin.
LAYOUT_CODE, RECORDS = 64, 176
#: Kinds of records.
VARIABLE, LABELS, LABELLED, DOCUMENT, EXTENSION, END = 2, 3, 4, 6, 7, 999
#: What is declared in their place.
NO_NUMBER, NO_TEXT = 1.2345678901234e-300, b"\x01" * 8


def copy_without_missing(file: Path, to: Path) -> bool:
    """Copy a file of SPSS so that it declares no value of its own to be missing.

    Args:
        file: the file.
        to: the copy; not written where nothing is declared.

    Returns:
        Whether it was written.

    Raises:
        struct.error: the header is not that of such a file.
    """
    with file.open("rb") as content:
        places = list(_declared(content))
    if not places:
        return False
    shutil.copyfile(file, to)
    with to.open("r+b") as copy:
        for place, harmless in places:
            copy.seek(place)
            copy.write(harmless)
    return True


def _declared(content: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Where each declared value is, and what is to be there."""
    content.seek(LAYOUT_CODE)
    order = "<" if content.read(4) in (b"\x02\0\0\0", b"\x03\0\0\0") else ">"

    def numbers(n: int) -> tuple[int, ...]:
        return struct.unpack(f"{order}{n}i", content.read(4 * n))

    content.seek(RECORDS)
    while (kind := numbers(1)[0]) != END:
        if kind == VARIABLE:
            width, has_label, n_missing, *_ = numbers(5)
            content.seek(8, 1)
            if has_label:
                content.seek(_rounded(numbers(1)[0], 4), 1)
            harmless = NO_TEXT if width else struct.pack(f"{order}d", NO_NUMBER)
            for _ in range(abs(n_missing)):
                yield content.tell(), harmless
                content.seek(8, 1)
        elif kind == LABELS:
            for _ in range(numbers(1)[0]):
                content.seek(8, 1)
                content.seek(_rounded(content.read(1)[0] + 1, 8) - 1, 1)
        elif kind in (LABELLED, DOCUMENT):
            content.seek(numbers(1)[0] * (4 if kind == LABELLED else 80), 1)
        elif kind == EXTENSION:
            # one of them is about texts of more than eight signs: the reader keeps those
            _, size, n = numbers(3)
            content.seek(size * n, 1)
        else:
            raise struct.error


def _rounded(n: int, step: int) -> int:
    return -(-n // step) * step
