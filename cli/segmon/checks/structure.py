"""What must hold before a single row is read: the columns of every file, and their types."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from segmon.delivery.files import FoundTable
from segmon.delivery.find import FoundDelivery
from segmon.delivery.forms import family, is_read
from segmon.delivery.layouts import LAYOUTS
from segmon.delivery.microdata.parts import FILE_YEAR, names_of
from segmon.delivery.names import listed, near
from segmon.delivery.spec import DIVISION
from segmon.findings import Finding

#: Columns that no file has: the year in its name, and a nameless one.
ADDED = (FILE_YEAR, DIVISION, "")


def structure_findings(found: FoundDelivery) -> Iterator[Finding]:
    """Every column is in every file of its table exactly once, and of one type that is read."""
    for table in found.tables:
        yield from _columns(table)
        for (file, column), (kind, usual) in table.mixed.items():
            yield Finding(
                table=table.name,
                column=column,
                rule="the column has one type in every file"
                f" (it is {kind} here, {usual} elsewhere)",
                n_rows=0,
                observed=1,
                file=file,
                why="a code that was a number in one file has lost its leading zeros there",
                resolve="write every file with the same types",
            )
        yield from _types(table)


def _columns(table: FoundTable) -> Iterator[Finding]:
    """One finding where all is well, and one per way in which files are wrong."""
    wrong: dict[tuple[tuple[str, int], ...], list[str]] = {}
    for file, header in table.headers.items():
        counts = {column.name: header.count(column.name) for column in table.spec.columns}
        odd = tuple(
            (names_of(column)[0], n)
            for column in table.spec.columns
            if (n := counts[column.name]) != 1 and not (n == 0 and column.optional)
        )
        if odd:
            wrong.setdefault(odd, []).append(file)
    for odd, files in (wrong or {(): [table.source]}).items():
        yield Finding(
            table=table.name,
            column=odd[0][0] if len(odd) == 1 else "",
            rule="each column is in the file exactly once" + _state(table, odd, files),
            n_rows=0,
            observed=len(odd),
            file=files[0],
            why="a column that is missing cannot be read; of two, neither can be trusted",
            resolve=_advice(table, odd, files[0]),
        )


def _state(table: FoundTable, odd: Sequence[tuple[str, int]], files: Sequence[str]) -> str:
    if not odd:
        return ""
    absent = [name for name, n in odd if n == 0]
    several = [f"{name} is there {n:,} times" for name, n in odd if n > 1]
    verb = "is" if len(absent) == 1 else "are"
    missing = [f"{listed(absent)} {verb} not there"] if absent else []
    header = [name for name in table.headers[files[0]] if name not in ADDED]
    has = f"the file has {listed(header)}" if header else "the file is empty"
    others = f"; so {_files(len(files) - 1)}" if len(files) > 1 else ""
    return f" ({'; '.join([*missing, *several])}; {has}{others})"


def _files(n: int) -> str:
    return f"is {n:,} other file" if n == 1 else f"are {n:,} other files"


def _advice(table: FoundTable, odd: Sequence[tuple[str, int]], file: str) -> str:
    """What to do: the name that was meant, the layout that was meant, or the columns."""
    if not odd:
        return ""
    header = table.headers[file]
    if table.spec.microdata:
        return _advice_on_microdata(table, odd, header)
    for layout in LAYOUTS.values():
        for spec in layout.tables:
            if spec.name != table.name and set(spec.column_names) <= set(header):
                return f"it looks like {spec.name} of layout {layout.name}: --layout {layout.name}"
    further = [name for name in header if name not in table.spec.column_names]
    meant = [
        f"{name} instead of {like}" for name, n in odd if not n and (like := near(name, further))
    ]
    if meant:
        return f"name the column {', '.join(meant)}"
    absent = {name for name, n in odd if not n}
    more = {column.if_absent: None for column in table.spec.columns if column.name in absent}
    return "; ".join([f"the columns are {', '.join(table.spec.column_names)}", *filter(None, more)])


def _advice_on_microdata(
    table: FoundTable, odd: Sequence[tuple[str, int]], header: Sequence[str]
) -> str:
    """What to do: the table that was meant, or the file as it was delivered."""
    for spec in (other for layout in LAYOUTS.values() for other in layout.tables):
        needed = [names_of(c)[0] for c in spec.columns if not c.optional and c.name not in ADDED]
        if spec.microdata and spec.name != table.name and set(needed) <= set(header):
            return f"it looks like {spec.name}: name it {spec.published_as}"
    absent = {name for name, n in odd if not n}
    more = [column.if_absent for column in table.spec.columns if names_of(column)[0] in absent]
    return "; ".join(["deliver the file as Statistics Netherlands has it", *filter(None, more)])


def _types(table: FoundTable) -> Iterator[Finding]:
    """Columns of a type that is read as nothing, such as a date."""
    for column in table.spec.columns:
        kind = table.types.get(column.name, "VARCHAR")
        if not is_read(kind):
            yield Finding(
                table=table.name,
                column=column.name,
                rule=f"the column holds text or numbers (it is of type {family(kind)})",
                n_rows=0,
                observed=1,
                file=table.source,
                why="a date or a flag has lost the spelling of the code that it was",
                resolve=f"write it as text, such as {column.example.strip()}",
            )
