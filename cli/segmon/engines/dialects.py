"""How PostgreSQL and Spark spell the rules of a delivery.

Where a text is no number, `try_cast` is null; a text that may be one is looked at before it is
cast, as a cast of PostgreSQL fails and one of Spark takes more for a number than DuckDB does.
"""

from __future__ import annotations

import re

from segmon.engines.dialect import Dialect

#: A number as a text, whatever it is so short that a cast to the type cannot fail.
WHOLE = {
    "integer": " *[+-]?[0-9]{1,9}([.][0-9]{0,9})? *",
    "bigint": " *[+-]?[0-9]{1,18}([.][0-9]{0,9})? *",
}
DOUBLE = " *[+-]?([0-9]{1,200}([.][0-9]{0,200})?|[.][0-9]{1,200})([eE][+-]?[0-9]{1,2})? *"
#: Blanks of a regular expression, which other engines know more of.
BLANKS = r" \t\n\f\r"


def _postgres_full_match(value: str, pattern: str) -> str:
    regex = _text(pattern)
    if not re.search(r"[^\w\\| -]", re.sub(r"\\.", "", regex)):
        # a list of words, which is looked up five times as fast
        words = (re.sub(r"\\(.)", r"\1", word) for word in regex.split("|"))
        return f"({value} in ({', '.join(map(_postgres_literal, words))}))"
    return _postgres_matches(value, pattern, "^", "$")


def _postgres_matches(value: str, pattern: str, begin: str = "", end: str = "") -> str:
    regex = _text(pattern)
    regex = re.sub(r"\\x\{?([0-9a-f]+)\}?", lambda m: rf"\u{int(m[1], 16) or 1:04x}", regex)
    regex = _with_blanks(regex).replace(r"\p{L}", "[:alpha:]").replace(r"\p{N}", "[:digit:]")
    # only a whole expression can be one that takes capitals for small letters
    insensitive, _, rest = _insensitive(regex)
    tests = []
    if insensitive:
        tests.append(f"{value} ~* {_postgres_literal(f'{begin}(?:{insensitive}){end}')}")
    if rest:
        tests.append(f"{value} ~ {_postgres_literal(f'{begin}(?:{rest}){end}')}")
    return f"({' or '.join(tests)})"


def _insensitive(regex: str) -> tuple[str, str, str]:
    """The part `(?i:…)` that a regular expression begins with, `|`, and the rest of it."""
    if not regex.startswith("(?i:"):
        return "", "", regex
    depth = 0
    for place, sign in enumerate(regex):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return regex[4:place], "|", regex[place + 2 :]
    raise ValueError(regex)


def _with_blanks(regex: str) -> str:
    r"""A regular expression without `\s`, in and out of a list of signs."""
    return re.sub(
        r"\[[^\]]*\]|\\s",
        lambda m: f"[{BLANKS}]" if m[0] == r"\s" else m[0].replace(r"\s", BLANKS),
        regex,
    )


def _postgres_literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _text(literal: str) -> str:
    """The text of a literal that is spelled already."""
    return literal[1:-1].replace("''", "'")


def _postgres_cast(value: str, kind: str) -> str:
    if kind == "double precision":
        form, read = DOUBLE, f"cast(cast({value} as text) as double precision)"
    else:
        form = WHOLE[kind]
        read = f"cast(round(cast(cast({value} as text) as numeric)) as {kind})"
    return f"(case when cast({value} as text) ~ '^({form})$' then {read} end)"


POSTGRES_SQL = Dialect(
    functions={
        "regexp_full_match": _postgres_full_match,
        "regexp_matches": _postgres_matches,
        "try_cast": _postgres_cast,
    },
    words={"varchar": "text", "double": "double precision"},
    literal=_postgres_literal,
    name=lambda name: '"' + name.replace('"', '""') + '"',
)


def _spark_literal(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _spark_matches(value: str, pattern: str) -> str:
    return f"({value} rlike {_spark_literal(_whole(_spark_regex(pattern)))})"


def _spark_regex(pattern: str) -> str:
    regex = pattern[1:-1].replace("\\'", "'").replace("\\\\", "\\")
    return _with_blanks(regex).replace("(?i:", "(?iu:")


def _whole(regex: str) -> str:
    return rf"\A(?:{regex})\z"


def _spark_cast(value: str, kind: str) -> str:
    text = f"cast({value} as string)"
    if kind == "double":
        form, read = DOUBLE, f"cast({text} as double)"
    else:
        form, read = WHOLE[kind], f"cast(round(cast({text} as decimal(38, 9))) as {kind})"
    return f"(case when {text} rlike {_spark_literal(_whole(form))} then {read} end)"


SPARK_SQL = Dialect(
    functions={
        "regexp_full_match": _spark_matches,
        "regexp_matches": lambda value, pattern: (
            f"({value} rlike {_spark_literal(_spark_regex(pattern))})"
        ),
        # every match is replaced without being asked to
        "regexp_replace": lambda value, pattern, by, *_: (
            f"regexp_replace({value}, {pattern}, {by})"
        ),
        "try_cast": _spark_cast,
    },
    words={"varchar": "string", "text": "string"},
    literal=_spark_literal,
    name=lambda name: f"`{name.replace('`', '``')}`",
)
