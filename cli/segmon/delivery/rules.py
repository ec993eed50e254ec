"""The vocabulary in which a layout says what its tables must hold.

A rule knows how to recognise a violation in SQL; `layouts` puts the rules together and
`checks` counts the violations. Null is never a violation of a value rule: `Column.nullable` decides
that. The rules that only the files of DUO need are in `duo_rules`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from segmon.delivery.spec import Rule
from segmon.labels import read_seed
from segmon.project import project_vars

#: Integer types of DuckDB, which need no parsing.
INTEGERS = frozenset(
    ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"]
)
#: Type of a Parquet column that holds nothing but nulls.
NULL_TYPE = '"NULL"'

#: A whole number, also as tools write it where a column has gaps: 12.0. Of three zeros nobody
#: knows whether they are thousands.
WHOLE = "[0-9]+([.]0{1,2})?"
#: A number with or without a fraction; DuckDB reads more as one, such as 1_000.
NUMBER = " *[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)? *"
#: A whole number as Dutch files write it, with or without a point between thousands.
DUTCH_WHOLE = "([0-9]+|[0-9]{1,3}([.][0-9]{3})+)"

#: Control characters, ends of lines, and marks that turn the direction of the text around them.
CONTROLS = r"[\x00-\x1f\x7f-\x9f\x{2028}\x{2029}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}]"

CODES_ARE_TEXT = (
    "deliver codes as text: a number has lost its leading zeros, a date or a flag its spelling"
)


def _as_text(predicate: Callable[[str], str]) -> Callable[[str, str], str]:
    def violation(column: str, kind: str) -> str:
        # a column of another type breaks a text rule with every value it has
        return predicate(column) if kind == "VARCHAR" else f"{column} is not null"

    return violation


def not_matching(regex: str) -> Callable[[str, str], str]:
    """The violation of a rule that the whole value matches a regular expression."""
    return _as_text(lambda column: f"not regexp_full_match({column}, '{regex}')")


def _alternatives(texts: Iterable[str]) -> str:
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
        violation=_as_text(
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
        _as_text(
            lambda column: f"case when {column} < '!' then trim({column}) = '' else false end"
        ),
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
        not_matching("|".join(re.escape(code) for code in codes)),
        "code",
    )


def school_year() -> Rule:
    """Two consecutive years, such as 2023-2024."""
    return Rule(
        "a school year such as 2023-2024",
        "every figure is of a school year, and changes are between consecutive ones",
        "write both years in four digits, the second one after the first",
        _as_text(
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
        violation=_as_text(
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
        word = "|".join(re.escape(row["programme"]) for row in read_seed("programmes"))
        return f"not regexp_full_match(upper({column}), '({word})(/({word}))*')"

    return Rule(
        "programmes such as VMBO-T/HAVO/VWO, in the words of seeds/programmes.csv",
        "the lowest and highest programme give the school type",
        "correct the word, or add it to seeds/programmes.csv with its level",
        _as_text(violation),
    )


def _has_fraction(kind: str) -> bool:
    return kind in ("FLOAT", "DOUBLE") or kind.startswith("DECIMAL")


def _whole(column: str, kind: str, low: int, high: int) -> str:
    bounds = f"not ({column} between {low} and {high})"
    if kind in INTEGERS:
        return bounds
    if _has_fraction(kind):
        # NaN and infinity fall outside the bounds
        return f"{bounds} or {column} <> floor({column})"
    if kind == "VARCHAR":
        number = f"try_cast({column} as bigint)"
        return (
            f"not regexp_full_match({column}, '{WHOLE}')"
            f" or coalesce(not ({number} between {low} and {high}), {column} is not null)"
        )
    return f"{column} is not null"


def whole(low: int, high: int) -> Rule:
    """A whole number within bounds."""
    return Rule(
        f"a whole number from {low} to {high}",
        "a value outside the scale would be put in a group where it does not belong",
        "write it in digits, without a decimal part, and leave an unknown value empty",
        lambda column, kind: _whole(column, kind, low, high),
        "whole number",
    )


def pupil_count(*, is_dutch_file: bool = False) -> Rule:
    """A number of pupils, or a suppressed cell such as `<5`.

    Args:
        is_dutch_file: whether a point may separate thousands and `<5` is the only mark; else a
            suppressed cell may be any mark of the seed `suppression_marks`.
    """

    def violation(column: str, kind: str) -> str:
        number = _whole(column, kind, 0, 1_000_000)
        if kind != "VARCHAR":
            return number
        # fewer than 1 is none at all, and no secret
        marks = "<([2-9]|[1-9][0-9]+)"
        if is_dutch_file:
            number = f"not regexp_full_match({column}, '{DUTCH_WHOLE}')"
        else:
            listed = _alternatives(row["mark"] for row in read_seed("suppression_marks"))
            marks = f"{marks}|{listed}" if listed else marks
        return f"not regexp_full_match({column}, ' *({marks}) *') and ({number})"

    return Rule(
        "a number of pupils: 0 or more, whole, or suppressed such as <5",
        "every index is a sum of these; a suppressed cell makes it unknown, never 0",
        "count pupils in whole numbers; write a suppressed cell as <5, never as 0 or empty"
        + ("" if is_dutch_file else ", or add your mark to seeds/suppression_marks.csv"),
        violation,
        "whole number",
    )


def not_negative() -> Rule:
    """A number of at least 0."""

    def violation(column: str, kind: str) -> str:
        if kind in INTEGERS or _has_fraction(kind):
            # NaN and infinity fall outside the bounds
            return f"{column} not between 0 and 1e6"
        if kind != "VARCHAR":
            return f"{column} is not null"
        number = f"coalesce(try_cast({column} as double), -1)"
        return (
            f"not regexp_full_match({column}, '{NUMBER}')"
            f" or ({column} is not null and {number} not between 0 and 1e6)"
        )

    return Rule(
        "a number of 0 or more",
        "a negative or endless distance spoils the mean of its area",
        "write it with a decimal point and leave an unknown value empty",
        violation,
        "decimal number",
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


def country() -> Rule:
    """A country code; only NL counts as the Netherlands."""

    def violation(column: str) -> str:
        spellings = _alternatives(row["spelling"] for row in read_seed("spellings_of_nl"))
        # blank, or a spelling with signs around it, as (NL) or 6030.0; one function of
        # the text and no comparison, so that it is applied once per text of a dictionary
        sign, zeros = r"[^\p{L}\p{N}]", "([.,]0+)?"
        others = (
            rf"{sign}*({spellings}){zeros}{sign}*|{sign}+NL{zeros}{sign}*|NL([.,]0+|{sign}){sign}*"
        )
        return f"regexp_full_match({column}, '(?i:\\s*|{others})|nl|nL|Nl')"

    return Rule(
        "a country code, the Netherlands as NL",
        "any other spelling of NL would count as born abroad",
        "write NL in capitals, any other code as it is, and leave an unknown value empty; the"
        " spellings are in seeds/spellings_of_nl.csv",
        _as_text(violation),
        "code",
    )


def no_word_for_missing() -> Rule:
    """A text that stands for a value, not a word or a sign that says there is none."""

    def violation(column: str, kind: str) -> str:
        if kind != "VARCHAR":
            return "false"
        meant = {word.upper() for word in project_vars()["words_that_are_codes"]}
        words = [row["word"] for row in read_seed("missing_words")]
        listed = _alternatives(word for word in words if word.upper() not in meant)
        # or signs and zeros only
        signs = r"\s*[^\p{L}1-9\s][^\p{L}1-9]*"
        return f"regexp_full_match({column}, '(?i:\\s*({listed})\\s*)|{signs}')"

    return Rule(
        "a code, not a word for a missing value",
        "a word such as NA would count as a country abroad",
        "leave an unknown value empty; if the word is a code (NA is Namibia's), name it in the var"
        " `words_that_are_codes` of dbt_project.yml; the words are in seeds/missing_words.csv",
        violation,
        "code",
    )
