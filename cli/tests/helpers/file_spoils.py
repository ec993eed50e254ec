"""Ways in which the files of a delivery come to be written otherwise, or broken.

Each takes the files and numbers that choose a file, a row and a column, and gives the files anew.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable

#: Content of each file of a delivery, by its name.
Files = dict[str, bytes]
Spoil = Callable[[Files, int, int], Files]
Table = list[list[str]]

#: What stands for a value, and is none: in its place, or around it.
WORDS = ["", " ", "NA", "NULL", "nan", "-", ".", "?", "#N/A", "onbekend", "\x1b[31m"]
AROUND = [" {}", "{} ", "'{}'", '"{}"', "\ufeff{}", "{}\t", "{}.0", "{},0"]
#: Around digits only.
AROUND_NUMBERS = ["{}.000", "{},000", "1.{}", "1,{}"]


def _table(content: bytes, separator: str) -> Table:
    return list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), delimiter=separator))


def _content(
    table: Table, separator: str, end: str = "\n", quoting: int = csv.QUOTE_MINIMAL
) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator=end, quoting=quoting).writerows(table)
    return text.getvalue().encode()


def _separator(content: bytes) -> str:
    return ";" if content.split(b"\n")[0].count(b";") > 1 else ","


def on_table(change: Callable[[Table, int], Table]) -> Spoil:
    """Another table in one of the files."""

    def spoil(files: Files, which: int, how: int) -> Files:
        name = _one(files, which)
        separator = _separator(files[name])
        table = change(_table(files[name], separator), how)
        return {**files, name: _content(table, separator)}

    return spoil


def on_bytes(change: Callable[[bytes, int], bytes]) -> Spoil:
    """Other bytes in one of the files."""

    def spoil(files: Files, which: int, how: int) -> Files:
        name = _one(files, which)
        return {**files, name: change(files[name], how)}

    return spoil


def on_name(change: Callable[[str, int], str]) -> Spoil:
    """Another name of one of the files."""

    def spoil(files: Files, which: int, how: int) -> Files:
        name = _one(files, which)
        return {change(old, how) if old == name else old: files[old] for old in files}

    return spoil


def _one(files: Files, which: int) -> str:
    return sorted(files)[which % len(files)]


def _pick(items: list[str], how: int) -> str:
    return items[how % len(items)]


def header(change: Callable[[str, int], str]) -> Spoil:
    return on_table(lambda table, how: [[change(name, how) for name in table[0]], *table[1:]])


def column(change: Callable[[list[str], int], list[str]]) -> Spoil:
    """Other cells in every row."""
    return on_table(lambda table, how: [change(row, how) for row in table])


def cells(rows: Callable[[int, int], bool], change: Callable[[str, int], str]) -> Spoil:
    """Other values in a column of some rows."""

    def changed(table: Table, how: int) -> Table:
        at, row_at = how % len(table[0]), how // 7
        return [
            table[0],
            *(
                [
                    change(c, how // 3) if (i == at and rows(n, row_at)) else c
                    for i, c in enumerate(row)
                ]
                for n, row in enumerate(table[1:])
            ),
        ]

    return on_table(changed)


def _around(cell: str, how: int) -> str:
    forms = AROUND + AROUND_NUMBERS if cell.isdigit() and len(cell) == 3 else AROUND
    return _pick(forms, how).format(cell)


def dialect(files: Files, which: int, how: int) -> Files:
    """Another separator, end of line and quoting."""
    name = _one(files, which)
    table = _table(files[name], _separator(files[name]))
    separator = _pick([",", ";", "\t", "|", ":", " "], how)
    end = _pick(["\n", "\r\n", "\r"], how // 6)
    quoting = [csv.QUOTE_MINIMAL, csv.QUOTE_ALL][how // 18 % 2]
    return {**files, name: _content(table, separator, end, quoting)}


def mixed_ends(content: bytes, how: int) -> bytes:
    lines = content.split(b"\n")
    ends = [b"\n", b"\r\n", b"\r"]
    return b"".join(line + ends[(how >> (i % 8)) % 3] for i, line in enumerate(lines[:-1]))


def inserted(line: bytes) -> Callable[[bytes, int], bytes]:
    """A further line somewhere."""

    def insert(content: bytes, how: int) -> bytes:
        lines = content.split(b"\n")
        at = how % len(lines)
        return b"\n".join([*lines[:at], line, *lines[at:]])

    return insert


def in_folder(files: Files, which: int, how: int) -> Files:
    """A table in two parts, in a folder of its name."""
    name = _one(files, which)
    separator = _separator(files[name])
    table = _table(files[name], separator)
    at = 1 + how % len(table)
    stem = name.split(".csv")[0]
    parts = {
        f"{stem}/a.csv": _content(table[:at], separator),
        f"{stem}/b.csv": _content([table[0], *table[at:]], _pick([separator, ";"], how)),
    }
    return {**{other: files[other] for other in files if other != name}, **parts}


def packed(files: Files, which: int, how: int) -> Files:
    name = _one(files, which)
    content = gzip.compress(files[name])
    content = content[:-9] if how % 3 == 0 else content
    return {**{other: files[other] for other in files if other != name}, f"{name}.gz": content}


def once_more(files: Files, which: int, how: int) -> Files:
    """A file under another name as well."""
    name = _one(files, which)
    other = _pick([name.upper(), f"x{name}", f"{name[:-4]} (1).csv", f"{name[:-4]}_2.csv"], how)
    return {**files, other: files[name]}


#: Another way to write the same, or something that is to be refused or said.
SPOILS: dict[str, Spoil] = {
    "header in capitals": header(lambda name, _: name.upper()),
    "header with blanks": header(
        lambda name, how: name.title().replace("_", _pick([" ", "-"], how))
    ),
    "header padded": header(lambda name, how: _pick(["  {}", "{} ", "\ufeff{}"], how).format(name)),
    "header typo": header(
        lambda name, how: name[: -1 - how % 2] if len(name) % 5 == how % 5 else name
    ),
    "column dropped": column(
        lambda row, how: [c for i, c in enumerate(row) if i != how % len(row)]
    ),
    "column doubled": column(lambda row, how: [*row, row[how % len(row)]]),
    "columns turned": column(lambda row, how: row[how % len(row) :] + row[: how % len(row)]),
    "empty columns": column(lambda row, how: [*row, *[""] * (1 + how % 3)]),
    "a column of row numbers": on_table(
        lambda table, _: [["" if i == 0 else str(i), *row] for i, row in enumerate(table)]
    ),
    "a further column": on_table(
        lambda table, how: [["remark", *table[0]], *([f"x, {how}", *row] for row in table[1:])]
    ),
    "word in a cell": cells(lambda n, at: n == at % 4, lambda _, how: _pick(WORDS, how)),
    "word in a column": cells(lambda n, at: True, lambda _, how: _pick(WORDS, how)),
    "around a cell": cells(lambda n, at: n == at % 4, _around),
    "around a column": cells(lambda n, at: True, _around),
    "case of a column": cells(lambda n, at: True, lambda c, how: c.swapcase()),
    "a row cut short": on_table(
        lambda table, how: [*table[:-1], table[-1][: 1 + how % (len(table[-1]) - 1)]]
    ),
    "a row too long": on_table(
        lambda table, how: [*table[:-1], [*table[-1], _pick(["", "x"], how)]]
    ),
    "a row once more": on_table(lambda table, how: [*table, table[1 + how % (len(table) - 1)]]),
    "blank cells": on_table(lambda table, how: [*table, *[[""] * len(table[0])] * (1 + how % 3)]),
    "rows in another order": on_table(lambda table, how: [table[0], *table[:0:-1]]),
    "dialect": dialect,
    "mixed ends": on_bytes(mixed_ends),
    "a blank line": on_bytes(inserted(b"")),
    "a title": on_bytes(lambda b, how: b"Table of schools\n" * (1 + how % 2) + b),
    "a sep= line": on_bytes(lambda b, how: b"sep=" + b",;|"[how % 3 : how % 3 + 1] + b"\n" + b),
    "a byte order mark": on_bytes(lambda b, _: b"\xef\xbb\xbf" + b),
    "UTF-16": on_bytes(lambda b, how: b.decode().encode(_pick(["utf-16", "utf-16-be"], how))),
    "no last line end": on_bytes(lambda b, _: b.rstrip(b"\n")),
    "quotes by a backslash": on_bytes(lambda b, _: b.replace(b"De Eerste", b'"De \\"Eerste\\""')),
    "in capitals": on_name(lambda name, how: _pick([name.upper(), name.title()], how)),
    "another name": on_name(
        lambda name, how: _pick(["x{}", "{}.txt", "{}.xlsx", "._{}"], how).format(name)
    ),
    "another ending": on_name(
        lambda name, how: name[:-4] + _pick([".tsv", ".txt", "", ".parquet"], how)
    ),
    "in a folder": in_folder,
    "packed": packed,
    "once more": once_more,
}
#: What may make another good delivery of one: a digit that is another one.
DAMAGES: dict[str, Spoil] = {
    "a byte changed": on_bytes(
        lambda b, how: b[: how % len(b)] + bytes([how // 7 % 256]) + b[how % len(b) + 1 :]
    ),
    "a byte too many": on_bytes(
        lambda b, how: b[: how % len(b)] + bytes([how // 7 % 256]) + b[how % len(b) :]
    ),
    "bytes lost": on_bytes(
        lambda b, how: b[: how % len(b)] + b[how % len(b) + 1 + how // 5 % 40 :]
    ),
    "broken off": on_bytes(lambda b, how: b[: how % len(b)]),
    "a stretch once more": on_bytes(lambda b, how: b[: how % len(b)] + b[how % len(b) // 2 :]),
}
