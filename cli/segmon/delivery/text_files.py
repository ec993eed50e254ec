"""A look at the bytes of a text file, before a reader makes rows of them."""

from __future__ import annotations

import codecs
import csv
import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from segmon.errors import DeliveryError
from segmon.texts import shown

#: Bytes of the longest line that is read; a row of a delivery has some hundred.
MAX_LINE = 2**20
#: How files begin that are no text, whatever their name says.
SIGNATURES = {
    b"PK": "a zip archive: unpack it",
    b"\x1f\x8b": "a gzip archive: name it .csv.gz, or unpack it",
    b"\x28\xb5\x2f\xfd": "a zstd archive: name it .csv.zst, or unpack it",
    b"PAR1": "a Parquet file: name it .parquet",
    b"\xff\xfe": "text in UTF-16: deliver it as UTF-8",
    b"\xfe\xff": "text in UTF-16: deliver it as UTF-8",
    b"\xd0\xcf\x11\xe0": "a workbook of Excel: save it as CSV UTF-8",
    b"<!DOCTYPE": "a page of the web: download the file itself",
    b"<html": "a page of the web: download the file itself",
}
LF, CR = b"\n"[0], b"\r"[0]
#: First of the bytes for which Latin-1 has no sign, by their first three bits.
CONTROLS = 0x80
#: What follows the end of a line where a row is blank, or its first cell is.
BLANK_STARTS = b',;\t|"\r\n'

# a header that is split at the wrong sign is one long cell of a CSV
csv.field_size_limit(MAX_LINE)


@dataclass(frozen=True)
class TextFacts:
    """What the bytes of a text file say of its lines.

    Attributes:
        has_mixed_ends: whether lines end in more than one way.
        may_be_blank: whether a row may be blank.
        has_backslash: whether a quote follows a backslash.
        is_utf8: whether it is UTF-8.
        is_latin_1: whether it may be Latin-1, which has no sign for some bytes.
    """

    has_mixed_ends: bool
    may_be_blank: bool
    has_backslash: bool
    is_utf8: bool = True
    is_latin_1: bool = False


@contextmanager
def opened(file: Path) -> Iterator[BinaryIO]:
    """The bytes of a file, unpacked if its name ends in .gz."""
    if file.suffix.lower() == ".gz":
        with gzip.open(file, "rb") as content:
            yield cast(BinaryIO, content)
    else:
        with file.open("rb") as content:
            yield content


def look_through(file: Path, *, with_code_page: bool = False) -> TextFacts:
    """Make sure that a file holds lines of text.

    Args:
        file: the file.
        with_code_page: whether to tell if it is UTF-8 or Latin-1; else it is taken for UTF-8.

    Raises:
        DeliveryError: it is something else, has a line without end or a NUL byte.
    """
    name = shown(file.name)
    if not file.is_file():
        raise DeliveryError(f"{name} cannot be read: it is not a file")
    look = _Look(name, with_code_page)
    with opened(file) as content:
        while chunk := content.read(MAX_LINE):
            if not look.n_bytes:
                _require_text(name, chunk)
            look.at(chunk)
    return look.facts


def _require_text(name: str, chunk: bytes) -> None:
    for start, what in SIGNATURES.items():
        if chunk.startswith(start):
            raise DeliveryError(f"{name} is {what}")


class _Look:
    """What is known of a file when some of its bytes were seen."""

    def __init__(self, name: str, with_code_page: bool) -> None:
        self.name, self.with_code_page = name, with_code_page
        self.n_bytes = 0
        self.n_lines, self.n_open = 1, 0
        self.n_lf, self.n_cr, self.n_crlf = 0, 0, 0
        self.may_be_blank = self.has_backslash = False
        self.is_utf8 = self.is_latin_1 = True
        self.decoder = codecs.getincrementaldecoder("utf-8")()
        self.last = b""

    @property
    def facts(self) -> TextFacts:
        kinds = (self.n_crlf, self.n_lf - self.n_crlf, self.n_cr - self.n_crlf)
        return TextFacts(
            sum(map(bool, kinds)) > 1,
            self.may_be_blank,
            self.has_backslash,
            self.is_utf8,
            self.is_latin_1,
        )

    def at(self, chunk: bytes) -> None:
        """Look at the next bytes."""
        import numpy as np

        codes = np.frombuffer(chunk, np.uint8)
        ends = np.flatnonzero(codes == LF)
        inner = ends[:-1] if len(ends) and ends[-1] == len(chunk) - 1 else ends
        may_begin_blank = np.zeros(256, bool)
        may_begin_blank[list(BLANK_STARTS)] = True
        self.may_be_blank |= bool(may_begin_blank[codes[inner + 1]].any())
        self.may_be_blank |= self.last == b"\n" and chunk[0] in BLANK_STARTS
        n_cr = chunk.count(b"\r") if b"\r" in chunk else 0
        self.n_cr += n_cr
        if n_cr:
            self.n_crlf += int(np.count_nonzero(codes[ends[ends > 0] - 1] == CR))
        self.n_crlf += self.last == b"\r" and chunk[0] == LF
        self.may_be_blank |= bool(n_cr) and not len(ends)
        self.has_backslash |= b"\\" in chunk and b'\\"' in chunk
        self._require_lines(chunk, [int(end) for end in (*ends[:1], *ends[-1:])])
        if (nul := chunk.find(b"\0")) >= 0:
            line = self.n_lines + chunk.count(b"\n", 0, nul)
            raise DeliveryError(
                f"{self.name}, line {line}: a NUL byte; the file is broken or not UTF-8"
            )
        if self.with_code_page:
            self._decode(chunk)
            self.is_latin_1 &= not ((codes & 0xE0) == CONTROLS).any()
        self.n_lines += len(ends)
        self.n_lf += len(ends)
        self.n_bytes += len(chunk)
        self.last = chunk[-1:]

    def _decode(self, chunk: bytes) -> None:
        try:
            # a file may break off within a character: readers tell it
            self.decoder.decode(chunk if self.is_utf8 else b"")
        except UnicodeDecodeError:
            self.is_utf8 = False

    def _require_lines(self, chunk: bytes, ends: list[int]) -> None:
        first, last = ends or [len(chunk), -1]
        if not ends and b"\r" in chunk:
            # lines that end in a carriage return only
            first, last = chunk.find(b"\r"), chunk.rfind(b"\r")
        if self.n_open + first > MAX_LINE:
            raise DeliveryError(
                f"{self.name}, line {self.n_lines}: longer than {MAX_LINE:,} bytes; a quote or the"
                " end of a line is missing"
            )
        self.n_open = len(chunk) - 1 - last if last >= 0 else self.n_open + len(chunk)
