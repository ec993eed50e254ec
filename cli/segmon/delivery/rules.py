"""The vocabulary in which a layout says what its tables must hold.

A rule knows how to recognise a violation in SQL; `layouts` puts the rules together and
`checks` counts the violations. Null is never a violation of a value rule: `Column.nullable` decides
that. Rules of numbers, of countries of birth, and those that only one layout needs, have modules of
their own: `…_rules`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from segmon.delivery.rule_kinds import Rule
from segmon.labels import read_seed

#: Control characters, ends of lines, and marks that turn the direction of the text around them.
CONTROLS = r"[\x00-\x1f\x7f-\x9f\x{2028}\x{2029}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}]"

CODES_ARE_TEXT = (
    "deliver codes as text: a number has lost its leading zeros, a date or a flag its spelling"
)


def of_text(predicate: Callable[[str], str]) -> Callable[[str, str], str]:
    """The violation of a rule of texts, from the SQL predicate of a column of texts."""

    def violation(column: str, kind: str) -> str:
        # a column of another type breaks a text rule with every value it has
        return predicate(column) if kind == "VARCHAR" else f"{column} is not null"

    return violation


def not_matching(regex: str) -> Callable[[str, str], str]:
    """The violation of a rule that the whole value matches a regular expression."""
    return of_text(lambda column: f"not regexp_full_match({column}, '{regex}')")


def alternatives(texts: Iterable[str]) -> str:
    """Texts as a regular expression that matches one of them, to stand in a text of SQL."""
    return "|".join(re.escape(text).replace("'", "''") for text in texts)


def text() -> Rule:
    """Any non-empty text on one line, without control characters."""
    of_key = key_text()
    return replace(
        of_key,
        what="a text on one line",
        why="a code that is no text, or blank, meets no row of another table; a control character"
        " can forge lines and steer a terminal",
        resolve=f"{CODES_ARE_TEXT}; remove line ends and control characters",
        violation=of_text(
            lambda column: (
                f"{of_key.violation(column, 'VARCHAR')} or regexp_matches({column}, '{CONTROLS}')"
            )
        ),
    )


def key_text() -> Rule:
    """Any non-empty text that is never shown, or is looked up in another table."""
    return Rule(
        "a text",
        "a code that is no text, or blank, meets no row of another table",
        CODES_ARE_TEXT,
        # blanks sort before '!': nearly no text needs trimming
        of_text(lambda column: f"case when {column} < '!' then trim({column}) = '' else false end"),
    )


def one_of(*codes: str) -> Rule:
    """One code of a closed list."""
    return Rule(
        f"one of {', '.join(codes)}",
        "rows of any other code would be in no figure",
        "use these codes, in lower case and without blanks, and leave an unknown value empty"
        if codes[0].islower()
        else "use these codes as they are spelled here",
        # a function is applied once per text of a Parquet dictionary, a comparison once per row
        not_matching(alternatives(codes)),
        "code",
    )


def school_year() -> Rule:
    """Two consecutive years, such as 2023-2024."""
    return Rule(
        "a school year such as 2023-2024",
        "every figure is of a school year, and changes are between consecutive ones",
        "write both years in four digits, the second one after the first",
        of_text(
            lambda column: (
                f"not regexp_full_match({column}, '[0-9]{{4}}-[0-9]{{4}}')"
                f" or try_cast(left({column}, 4) as integer) + 1"
                f" <> try_cast(right({column}, 4) as integer)"
            )
        ),
        "code",
    )


def any_school_year() -> Rule:
    """Two consecutive years, or a calendar year such as 2019."""
    of_two = school_year()
    return replace(
        of_two,
        what="a school year such as 2023-2024, or a calendar year such as 2019",
        resolve=f"{of_two.resolve}, or one year in four digits",
        violation=of_text(
            lambda column: (
                f"not regexp_full_match({column}, '[0-9]{{4}}')"
                f" and ({of_two.violation(column, 'VARCHAR')})"
            )
        ),
    )


def municipality_code() -> Rule:
    """A municipality code: GM0363, 0363 or 363, blanks around it allowed."""
    return Rule(
        "a municipality code such as GM0363",
        "the indices are computed within municipalities",
        "use the code of Statistics Netherlands for the school year",
        not_matching(" *(GM)?[0-9]{1,4} *"),
        "code",
    )


def programmes() -> Rule:
    """Programmes of a secondary school, in the words of the seed `programmes`."""

    def violation(column: str) -> str:
        word = alternatives(row["programme"] for row in read_seed("programmes"))
        return f"not regexp_full_match(upper({column}), '({word})(/({word}))*')"

    return Rule(
        "programmes such as VMBO-T/HAVO/VWO, in the words of seeds/programmes.csv",
        "the lowest and highest programme give the school type",
        "correct the word, or add it to seeds/programmes.csv with its level",
        of_text(violation),
    )


def known_where_others_are(column: str, table: str) -> Rule:
    """A value that may be unknown for every row of a school year, not for some of them."""
    others = f"select school_year from delivery.{table} where {column} is not null"
    return Rule(
        "filled in, or empty in the whole school year",
        "the rows without it would be missing from figures of the others",
        "fill it in for every row of the school year, or for none",
        lambda name, _: f"{name} is null and school_year in ({others})",
    )
