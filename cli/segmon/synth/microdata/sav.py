"""Writing SPSS files (.sav) row group by row group.

The libraries that write this format want all rows in memory and put the time of day in the header.
Here memory does not grow with the rows, and the same rows are the same bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from segmon.markers import SAV_PROGRAM

ENCODING = "windows-1252"
_CODE_PAGE = 1252
_CELL = 8  # bytes: everything in the format is a number of cells
_BIAS = 100
_BLANK, _RAW, _UNKNOWN = 254, 253, 255  # codes of a cell in the compressed form
_SYSTEM_MISSING = -np.finfo(np.float64).max
_ROWS_AT, _ROWS_FORMAT = 80, "<i"  # where the header has the number of rows
_TEXT, _NUMBER = 1, 5  # print formats A and F

Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Variable:
    """A column of a file: text of `width` characters, or a number where `width` is 0.

    `labels` says for people what some of its values mean; text of more than eight has none.
    """

    name: str
    width: int = 0
    labels: Mapping[Any, str] = field(default_factory=dict)

    @property
    def cells(self) -> int:
        """Cells of eight bytes that a value takes."""
        return max(1, -(-self.width // _CELL))


class SavWriter:
    """An SPSS file that is open for its rows.

    Args:
        file: a binary file, at its start.
        variables: the columns.
    """

    def __init__(self, file: BinaryIO, variables: Sequence[Variable]) -> None:
        self._file, self._variables = file, variables
        self._rows = 0
        self._codes: Bytes = np.empty(0, dtype=np.uint8)
        self._cells: Bytes = np.empty((0, _CELL), dtype=np.uint8)
        file.write(b"".join(_dictionary(variables)))

    def write(self, texts: Sequence[str], numbers: Sequence[NDArray[np.float64]]) -> None:
        """Write some rows.

        Args:
            texts: per row its text columns in one, each padded to whole cells.
            numbers: the other columns, each with a value a row; nan where it is unknown.
        """
        rows = len(texts)
        n_text = sum(variable.cells for variable in self._variables if variable.width)
        text = np.frombuffer("".join(texts).encode(ENCODING), dtype=np.uint8)
        text = text.reshape(rows, n_text, _CELL)
        codes, cells, at, number = [], [], 0, iter(numbers)
        for variable in self._variables:
            if variable.width:
                part = text[:, at : at + variable.cells]
                codes.append(np.where((part == ord(" ")).all(axis=2), _BLANK, _RAW))
                cells.append(part)
                at += variable.cells
            else:
                values = next(number).astype("<f8")
                codes.append(_number_codes(values)[:, None])
                cells.append(values.view(np.uint8).reshape(rows, 1, _CELL))
        self._rows += rows
        self._put(
            np.concatenate(codes, axis=1).astype(np.uint8).ravel(),
            np.concatenate(cells, axis=1).reshape(-1, _CELL),
        )

    def close(self) -> int:
        """Write what is left and the number of rows; return it."""
        rest = -len(self._codes) % _CELL
        if len(self._codes):
            self._put(np.zeros(rest, dtype=np.uint8), np.zeros((rest, _CELL), dtype=np.uint8))
        self._file.seek(_ROWS_AT)
        self._file.write(struct.pack(_ROWS_FORMAT, self._rows))
        return self._rows

    def _put(self, codes: Bytes, cells: Bytes) -> None:
        """Write cells in the compressed form: eight codes, then those cells that have no code."""
        codes = np.concatenate([self._codes, codes])
        cells = np.concatenate([self._cells, cells])
        whole = len(codes) // _CELL * _CELL
        blocks = np.empty((whole // _CELL, 1 + _CELL, _CELL), dtype=np.uint8)
        blocks[:, 0] = codes[:whole].reshape(-1, _CELL)
        blocks[:, 1:] = cells[:whole].reshape(-1, _CELL, _CELL)
        is_kept = np.ones(blocks.shape[:2], dtype=np.bool_)
        is_kept[:, 1:] = blocks[:, 0] == _RAW
        self._file.write(blocks[is_kept].tobytes())
        self._codes, self._cells = codes[whole:], cells[whole:]


def _number_codes(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Codes of numbers: small whole ones are one, others are written in full."""
    is_small = (values == np.floor(values)) & (values > -_BIAS) & (values < _BLANK - 2 - _BIAS)
    codes = np.where(is_small, np.where(is_small, values, 0) + _BIAS, _RAW)
    known: NDArray[np.int64] = np.where(np.isnan(values), _UNKNOWN, codes).astype(np.int64)
    return known


def _dictionary(variables: Sequence[Variable]) -> Iterator[bytes]:
    """All that is before the rows."""
    yield struct.pack(
        "<4s60s5id9s8s64s3x",
        b"$FL2",
        f"@(#) SPSS DATA FILE {SAV_PROGRAM}".encode().ljust(60),
        2,  # layout of the file
        sum(variable.cells for variable in variables),
        1,  # compressed
        0,  # no weights
        -1,  # rows are known at the end
        float(_BIAS),
        b"01 Jan 70",
        b"00:00:00",
        b" " * 64,
    )
    for number, variable in enumerate(variables):
        yield from _variable(_short_name(number), variable)
    first = 1
    for variable in variables:
        if variable.labels:
            yield _value_labels(variable, first)
        first += variable.cells
    yield _extension(3, 4, struct.pack("<8i", 1, 0, 0, -1, 1, 1, 2, _CODE_PAGE))
    lowest = np.nextafter(_SYSTEM_MISSING, 0)
    yield _extension(4, 8, struct.pack("<3d", _SYSTEM_MISSING, -_SYSTEM_MISSING, lowest))
    names = "\t".join(f"{_short_name(i)}={v.name}" for i, v in enumerate(variables))
    yield _extension(13, 1, names.encode(ENCODING))
    yield _extension(20, 1, ENCODING.encode())
    yield struct.pack("<2i", 999, 0)


def _short_name(number: int) -> str:
    return f"V{number}"


def _variable(short_name: str, variable: Variable) -> Iterator[bytes]:
    kind, width = (_TEXT, variable.width) if variable.width else (_NUMBER, 8)
    form = kind << 16 | width << 8
    yield struct.pack(
        "<6i8s", 2, variable.width, 0, 0, form, form, short_name.encode().ljust(_CELL)
    )
    for _ in range(variable.cells - 1):
        yield struct.pack("<6i8s", 2, -1, 0, 0, 0, 0, b" " * _CELL)


def _value_labels(variable: Variable, index: int) -> bytes:
    """What values of a variable mean; `index` is the number of its first cell."""
    parts = [struct.pack("<2i", 3, len(variable.labels))]
    for value, text in variable.labels.items():
        label = text.encode(ENCODING)
        cell = str(value).encode().ljust(_CELL) if variable.width else struct.pack("<d", value)
        padded = -(-(1 + len(label)) // _CELL) * _CELL - 1
        parts += [cell, struct.pack("<B", len(label)), label.ljust(padded)]
    return b"".join([*parts, struct.pack("<3i", 4, 1, index)])


def _extension(subtype: int, size: int, content: bytes) -> bytes:
    return struct.pack("<4i", 7, subtype, size, len(content) // size) + content


def write_all(
    path: Path,
    variables: Sequence[Variable],
    parts: Iterable[tuple[Sequence[str], Sequence[NDArray[np.float64]]]],
) -> int:
    """Write a whole file from its parts; return its number of rows."""
    with path.open("wb") as file:
        writer = SavWriter(file, variables)
        for texts, numbers in parts:
            writer.write(texts, numbers)
        return writer.close()
