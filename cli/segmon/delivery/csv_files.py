"""A CSV whose header was read: how it is written, and the SQL of its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from segmon.database import quoted
from segmon.delivery.names import listed

#: Separators by what people call them, the one that is asked for first.
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
#: How DuckDB calls what a file is packed with, by the end of its name.
COMPRESSIONS = {".gz": "gzip", ".zst": "zstd"}


@dataclass(frozen=True)
class Dialect:
    """How a CSV is written.

    Attributes:
        separator: what stands between cells.
        n_skipped: lines above the header that hold no data.
        escape: what stands before a quote within quotes.
        is_strict: whether every line ends in the same way.
        is_latin_1: whether its texts are in Latin-1, not in UTF-8.
    """

    separator: str = ","
    n_skipped: int = 0
    escape: str = '"'
    is_strict: bool = True
    is_latin_1: bool = False

    @property
    def differences(self) -> list[str]:
        """What is other than asked for, in words."""
        return [
            *([f"separated by {SEPARATORS[self.separator]}"] if self.separator != "," else []),
            *(["quotes escaped by a backslash"] if self.escape != '"' else []),
            *(["lines that end in several ways"] if not self.is_strict else []),
            *(["texts in Latin-1"] if self.is_latin_1 else []),
        ]


@dataclass(frozen=True)
class CsvFile:
    """A CSV whose header was read.

    Attributes:
        file: the file.
        label: its name, as seen from the delivery.
        header: its column names as they are read.
        dialect: how it is written.
        may_be_blank: whether rows may be blank.
        hive: names of the columns that its folders are named after.
        decimal_commas: columns whose numbers have a decimal comma.
        n_blank: rows of empty cells only.
    """

    file: Path
    label: str
    header: tuple[str, ...]
    dialect: Dialect
    may_be_blank: bool
    hive: tuple[str, ...] = ()
    decimal_commas: tuple[str, ...] = ()
    n_blank: int = 0

    @cached_property
    def names(self) -> list[str]:
        """A name of its own for each column: a nameless or doubled one has its number in it."""
        header = self.header
        taken = {"", *self.hive}
        return [
            f"{name}:{i}" if name in taken or name in header[:i] else name
            for i, name in enumerate(header)
        ]

    @property
    def path(self) -> str:
        """Its path, as column `segmon:file` has it."""
        return str(self.file.resolve())

    @property
    def form(self) -> tuple[object, ...]:
        """What files have in common that one reader can read."""
        return self.header, self.dialect, self.decimal_commas, self.file.suffix.lower(), self.hive

    @property
    def notices(self) -> Iterator[str]:
        """What is said of how it is read."""
        read_as = self.dialect.differences
        if self.decimal_commas:
            read_as.append(f"a decimal comma in {listed(self.decimal_commas)}")
        if read_as:
            yield f"read as {', '.join(read_as)}"
        if self.n_blank:
            yield f"{self.n_blank:,} blank {'row is' if self.n_blank == 1 else 'rows are'} not read"

    def rows(self, *others: CsvFile, numbered: tuple[str, str] | None = None) -> str:
        """SQL of its rows.

        Args:
            others: files of the same form that are read with it.
            numbered: names of columns for the path of the file and the number of the row.
        """
        columns = ", ".join(f"{quoted(name)}: 'VARCHAR'" for name in self.names)
        files = ", ".join(quoted(each.path, glob=True) for each in (self, *others))
        dialect = self.dialect
        options = [
            f"[{files}]" if others else files,
            "auto_detect=false, header=true",
            f"delim={quoted(dialect.separator)}, quote='\"', escape={quoted(dialect.escape)}",
            f"columns={{{columns}}}",
        ]
        if dialect.n_skipped:
            options.append(f"skip={dialect.n_skipped}")
        if not dialect.is_strict:
            options.append("strict_mode=false")
        if dialect.is_latin_1:
            options.append("encoding='latin-1'")
        if packed := COMPRESSIONS.get(self.file.suffix.lower()):
            options.append(f"compression='{packed}'")
        if self.hive:
            options.append("hive_partitioning=true, hive_types_autocast=false")
        reader = ", ".join(options)
        relation = f"read_csv({reader})"
        if numbered:
            # one reader, so that the rows come in their order
            relation = (
                f'(select *, {quoted(self.path)} as "{numbered[0]}",'
                f' row_number() over () as "{numbered[1]}" from read_csv({reader}, parallel=false))'
            )
        if any(each.may_be_blank for each in (self, *others)):
            relation = f"(select * from {relation} where not ({self.is_blank}))"
        if self.decimal_commas:
            points = (
                f"replace(\"{name}\", ',', '.') as \"{name}\"" for name in self.decimal_commas
            )
            relation = f"(select * replace ({', '.join(points)}) from {relation})"
        return relation

    @property
    def is_blank(self) -> str:
        """SQL predicate of the rows of empty cells only."""
        return " and ".join(f'"{name}" is null' for name in self.identifiers)

    @property
    def identifiers(self) -> list[str]:
        """The names as they are written between the quotes of SQL."""
        return [name.replace('"', '""') for name in self.names]
