"""The kinds of rules: of a value, of a row that another table has too, of all rows together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """What the values of a column must be.

    Attributes:
        what: the rule as a phrase that completes "each value is …".
        why: what goes wrong where it is broken.
        resolve: what to do when it is broken.
        violation: from a column and its DuckDB type, the SQL predicate of a violation.
        type: kind of value in a word for people.
        severity: `error` stops the build, `warning` is told and kept.
    """

    what: str
    why: str
    resolve: str
    violation: Callable[[str, str], str]
    type: str = "text"
    severity: str = "error"


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
class WholeRule:
    """What the rows of a school year and sector must be together.

    Attributes:
        column: the column named when it fails.
        what: the rule as a sentence.
        why: what goes wrong where it is broken.
        resolve: what to do when it is broken.
        suspected: SQL predicate over the measures of the table, `n_rows` and `sector`: true where
            the rule may be broken. Only then the rows are looked at again.
        totals: what the rule is about, by name: SQL aggregates of the rows.
        violation: SQL predicate over the totals and `sector`.
        shown: what is there instead, as a text in which the totals are filled in.
        codes: column whose most frequent codes are shown as well; empty for none.
        severity: `error` stops the build, `warning` is told and kept.
    """

    column: str
    what: str
    why: str
    resolve: str
    suspected: str
    totals: Mapping[str, str]
    violation: str
    shown: str
    codes: str = ""
    severity: str = "error"


@dataclass(frozen=True)
class Presence:
    """A group that some pupil of a delivery should be in.

    Attributes:
        column: the column named when nobody is.
        what: the group, in words.
        known: SQL predicate of the rows for which it is known whether they are in a group.
        present: SQL predicate of the rows that are in this one.
    """

    column: str
    what: str
    known: str
    present: str
