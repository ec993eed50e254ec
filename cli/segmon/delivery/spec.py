"""What a layout says of its tables: columns, keys, references and rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """What the values of a column must be.

    Attributes:
        what: the rule as a phrase that completes "each value is …".
        why: what goes wrong where it is broken.
        resolve: what to do when it is broken.
        violation: from a column and its DuckDB type, the SQL predicate of a violation.
    """

    what: str
    why: str
    resolve: str
    violation: Callable[[str, str], str]


@dataclass(frozen=True)
class Column:
    """A column of a delivered table.

    Attributes:
        name: its name in the delivery.
        rule: what its values must be.
        nullable: whether a value may be unknown (empty).
        optional: whether the column may be absent; it then reads as unknown throughout.
    """

    name: str
    rule: Rule
    nullable: bool = False
    optional: bool = False


@dataclass(frozen=True)
class Reference:
    """Rows of a table that must occur elsewhere.

    Attributes:
        column: the column named when it fails.
        key: SQL expressions over the table.
        parent: SQL query of the keys that exist, in the order of `key`.
        what: the rule as a sentence.
        why: what goes wrong where it is broken.
        resolve: what to do when it is broken.
        condition: SQL predicate over the key and the table; only these rows need a parent.
    """

    column: str
    key: tuple[str, ...]
    parent: str
    what: str
    why: str
    resolve: str
    condition: str = "true"


@dataclass(frozen=True)
class TableSpec:
    """A table of a layout.

    Attributes:
        name: the source table that staging reads.
        columns: its columns.
        key: SQL expressions that together are unique.
        references: rows that must occur elsewhere.
        row_rules: rules of a column that look at other columns of the row.
        once_per: SQL expressions, and columns that have one value per combination of them.
        pupils_key: whether the key names pupils, so that examples must not show it.
        pattern: file name in which the table is published, for layouts that are read as published;
            empty for tables of the canonical form (NAME.parquet, NAME.csv or a folder NAME).
        optional: whether the whole table may be absent; it then reads as empty.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: tuple[Reference, ...] = ()
    row_rules: tuple[tuple[str, Rule], ...] = ()
    once_per: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    pupils_key: bool = False
    pattern: str = ""
    optional: bool = False

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of all columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def year_column(self) -> str:
        """Name of the column with the school year; empty where the table has none."""
        return next((name for name in self.column_names if name in YEAR_COLUMNS), "")


#: Names of the column with the school year.
YEAR_COLUMNS = ("school_year", "schooljaar")
