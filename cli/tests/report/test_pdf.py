"""A picture is the same PDF each time that it is drawn."""

from __future__ import annotations

import re

import vl_convert

from segmon.report.pdf import drawn_as_pdf, in_one_order

SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60">
<rect width="40" height="9" fill="teal" opacity="0.5"/>
<text y="20" font-family="DejaVu Sans">plain</text>
<text y="40" font-family="DejaVu Sans" font-weight="bold">bold</text>
<text y="55" font-family="DejaVu Sans Mono">mono</text></svg>"""

HEAD = b"%PDF-1.7\n%\x80\x80\x80\x80\n\n"


def document(*objects: tuple[int, bytes], root: int) -> bytes:
    """A document as the converter writes one."""
    written, offsets = bytearray(HEAD), {}
    for number, content in objects:
        offsets[number] = len(written)
        written += b"%d 0 obj\n%b\nendobj\n\n" % (number, content)
    table = b"".join(b"%010d 00000 n\r\n" % offsets[number] for number in sorted(offsets))
    return bytes(
        written
        + b"xref\n0 %d\n0000000000 65535 f\r\n%b" % (len(objects) + 1, table)
        + b"trailer\n<<\n  /Size %d\n  /Root %d 0 R\n>>\n" % (len(objects) + 1, root)
        + b"startxref\n%d\n%%%%EOF" % len(written)
    )


def test_it_is_the_same_each_time() -> None:
    assert len({vl_convert.svg_to_pdf(SVG) for _ in range(12)}) > 1
    assert len({drawn_as_pdf(SVG) for _ in range(12)}) == 1


def test_nothing_is_lost() -> None:
    drawn = vl_convert.svg_to_pdf(SVG)
    ordered = in_one_order(drawn)
    lines = [
        sorted(re.sub(rb"\d+ 0 (R|obj)", rb"\1", pdf).splitlines()) for pdf in (drawn, ordered)
    ]
    # but for the offsets and the order, it is what it was
    kept = [
        [line for line in each if not re.fullmatch(rb"\d{5,10}( \d{5} n)?", line)] for each in lines
    ]
    assert kept[0] == kept[1]
    assert in_one_order(ordered) == ordered


def test_order_and_numbers_are_those_in_which_objects_are_met() -> None:
    # a stream may hold what looks like an object, or like a reference
    stream = b"<< /Length 33 >>\nstream\n9 0 obj\nendobj\n\n3 0 R\nendstream"
    first = document(
        (1, b"<<\n  /Kids [3 0 R]\n>>"),
        (3, b"<<\n  /fo1 2 0 R\n  /fo0 4 0 R\n>>"),
        (2, b"<< /Parent 3 0 R >>"),
        (4, stream),
        root=1,
    )
    second = document(
        (2, stream),
        (4, b"<< /Parent 1 0 R >>"),
        (1, b"<<\n  /fo0 2 0 R\n  /fo1 4 0 R\n>>"),
        (3, b"<<\n  /Kids [1 0 R]\n>>"),
        root=3,
    )
    expected = document(
        (1, b"<<\n  /Kids [2 0 R]\n>>"),
        (2, b"<<\n  /fo0 3 0 R\n  /fo1 4 0 R\n>>"),
        (3, stream),
        (4, b"<< /Parent 2 0 R >>"),
        root=1,
    )
    assert in_one_order(first) == in_one_order(second) == expected
