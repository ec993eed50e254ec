"""A look at the bytes of a text file, before a reader makes rows of them."""

from __future__ import annotations

from pathlib import Path

from segmon.errors import DeliveryError

#: Bytes of the longest line that is read; a row of a delivery has some hundred.
MAX_LINE = 2**20
#: How files begin that are no text, whatever their name says.
SIGNATURES = {
    b"PK": "a zip archive: unpack it",
    b"\x1f\x8b": "a gzip archive: unpack it",
    b"PAR1": "a Parquet file: name it .parquet",
    b"\xff\xfe": "text in UTF-16: deliver it as UTF-8",
    b"\xfe\xff": "text in UTF-16: deliver it as UTF-8",
}


def look_through(file: Path) -> None:
    """Make sure that a file holds lines of text.

    Raises:
        DeliveryError: it is something else, has a line without end or a NUL byte.
    """
    if not file.is_file():
        raise DeliveryError(f"{file.name} cannot be read: it is not a file")
    n_lines, n_open = 1, 0
    with file.open("rb") as content:
        while chunk := content.read(MAX_LINE):
            if n_lines == 1 and not n_open:
                for start, what in SIGNATURES.items():
                    if chunk.startswith(start):
                        raise DeliveryError(f"{file.name} is {what}")
            first, last = chunk.find(b"\n"), chunk.rfind(b"\n")
            if n_open + (first if first >= 0 else len(chunk)) > MAX_LINE:
                raise DeliveryError(
                    f"{file.name}, line {n_lines}: longer than {MAX_LINE:,} bytes; a quote or the"
                    " end of a line is missing"
                )
            if (nul := chunk.find(b"\0")) >= 0:
                line = n_lines + chunk.count(b"\n", 0, nul)
                raise DeliveryError(
                    f"{file.name}, line {line}: a NUL byte; the file is broken or not UTF-8"
                )
            n_lines += chunk.count(b"\n")
            n_open = len(chunk) - 1 - last if last >= 0 else n_open + len(chunk)
