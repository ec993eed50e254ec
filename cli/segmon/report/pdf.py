"""A picture as PDF, the same to the byte each time it is drawn."""

from __future__ import annotations

import re
from itertools import pairwise

import vl_convert

_STREAM = b"stream\n"
_REFERENCE = re.compile(rb"\b(\d+) 0 R\b")
#: Names that refer to objects, a line each, as those of the fonts of a page.
_REFERENCES = re.compile(rb"(?:^ *[/]\S+ \d+ 0 R\n)+", re.MULTILINE)
_OBJECT = re.compile(rb"(\d+) 0 obj\n(.*)\nendobj", re.DOTALL)


def drawn_as_pdf(svg: str) -> bytes:
    """A picture as PDF.

    What draws it keeps its fonts in a table of hashes: their objects are numbered and written in
    another order each time. Nothing else differs.

    Args:
        svg: the picture.
    """
    return in_one_order(vl_convert.svg_to_pdf(svg))


def in_one_order(pdf: bytes) -> bytes:
    """The same document with its objects numbered and written in the order in which they are met.

    Args:
        pdf: a document with one table of offsets and no compressed objects.
    """
    objects, trailer = _read(pdf)
    numbers = _numbered(trailer, objects)
    size = len(numbers) + 1
    document, offsets = bytearray(pdf[: pdf.index(b"\n\n") + 2]), []
    for old, new in numbers.items():
        offsets.append(len(document))
        document += b"%b 0 obj\n%b\nendobj\n\n" % (new, _renumbered(objects[old], numbers))
    table = b"".join(b"%010d 00000 n\r\n" % offset for offset in offsets)
    start = len(document)
    document += b"xref\n0 %d\n0000000000 65535 f\r\n%b" % (size, table)
    document += b"trailer\n%b\nstartxref\n%d\n%%%%EOF" % (_renumbered(trailer, numbers), start)
    return bytes(document)


def _read(pdf: bytes) -> tuple[dict[bytes, bytes], bytes]:
    """The objects of a document by number, and its trailer; references that follow one another
    are in the order of their names.
    """
    table = int(pdf[pdf.rindex(b"startxref") :].split()[1])
    # where an object begins is in the table: what is in a stream is never taken for one
    begins = sorted(map(int, re.findall(rb"(\d{10}) \d{5} n", pdf[table:])))
    found = [_OBJECT.match(pdf[start:end]) for start, end in pairwise([*begins, table])]
    objects = {each[1]: _sorted(each[2]) for each in found if each}
    return objects, pdf[pdf.index(b"trailer\n", table) + 8 : pdf.rindex(b"\nstartxref")]


def _sorted(content: bytes) -> bytes:
    head, is_stream, stream = content.partition(_STREAM)
    in_order = _REFERENCES.sub(lambda run: b"".join(sorted(run[0].splitlines(True))), head)
    return in_order + is_stream + stream


def _numbered(trailer: bytes, objects: dict[bytes, bytes]) -> dict[bytes, bytes]:
    """New numbers by old: each object as it is met from the trailer on, then what it refers to."""
    numbers: dict[bytes, bytes] = {}
    waiting = _references(trailer)
    while waiting:
        number = waiting.pop(0)
        if number not in numbers:
            numbers[number] = b"%d" % (len(numbers) + 1)
            waiting = _references(objects[number]) + waiting
    return numbers


def _references(content: bytes) -> list[bytes]:
    return _REFERENCE.findall(content.partition(_STREAM)[0])


def _renumbered(content: bytes, numbers: dict[bytes, bytes]) -> bytes:
    head, is_stream, stream = content.partition(_STREAM)
    renumbered = _REFERENCE.sub(lambda found: numbers[found[1]] + b" 0 R", head)
    return renumbered + is_stream + stream
