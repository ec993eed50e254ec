"""Rules that only the microdata of Statistics Netherlands need."""

from __future__ import annotations

from dataclasses import replace

from segmon.delivery.rule_kinds import Rule
from segmon.delivery.rules import alternatives, not_matching
from segmon.labels import read_seed

CODES_NOT_LABELS = (
    "deliver codes, not the labels of values; a code that is right is added to seeds/cbs_codes.csv"
    " with what it means"
)
AS_DELIVERED = "deliver the column as Statistics Netherlands has it, as text"


def codes(code_list: str) -> list[str]:
    """The codes of a list of the seed `cbs_codes`."""
    return [row["code"] for row in read_seed("cbs_codes") if row["code_list"] == code_list]


def person_number() -> Rule:
    """The number of a person or household in its file, also one that has lost its zeros."""
    marks = alternatives(codes("person"))
    return Rule(
        "a number of nine digits, or --------- for nobody",
        "people are linked by it: another spelling meets nobody",
        AS_DELIVERED,
        not_matching(f"[0-9]{{1,9}}|{marks}"),
        "code",
    )


def person_kind() -> Rule:
    """Whether a number is of a person who is known: R, another letter, or none."""
    return Rule(
        "a letter such as R",
        "only R is linked: with another spelling, everybody would be left out",
        AS_DELIVERED,
        not_matching("[A-Z]|-"),
        "code",
    )


def listed_code(code_list: str, why: str) -> Rule:
    """A code of a list of the seed `cbs_codes`; blanks around it are no part of it.

    Args:
        code_list: the list.
        why: what goes wrong with a code that is in no list.
    """
    listed = codes(code_list)
    some = f"{', '.join(listed[:3])} … {listed[-1]}" if len(listed) > 6 else ", ".join(listed)
    return Rule(
        f"a code of the list {code_list} of seeds/cbs_codes.csv ({some})",
        why,
        CODES_NOT_LABELS,
        not_matching(f" *({alternatives(listed)})? *"),
        "code",
    )


def known_code(code_list: str, why: str) -> Rule:
    """As `listed_code`, where a code that is in no list is told and moves nothing."""
    resolve = "if one of them counts, add it to seeds/cbs_codes.csv with what it means"
    return replace(listed_code(code_list, why), resolve=resolve, severity="warning")


def digits(what: str, low: int, high: int, why: str) -> Rule:
    """A code of some digits, blanks around it allowed, dashes for none.

    Args:
        what: what it is.
        low: least number of digits; leading zeros may be lost.
        high: greatest number of digits.
        why: what goes wrong with anything else.
    """
    return Rule(
        what, why, CODES_NOT_LABELS, not_matching(f" *([0-9]{{{low},{high}}}|-*) *"), "code"
    )


def day() -> Rule:
    """A day as eight digits; 99999999 or 88888888 where there is none yet.

    A month or a day of a month that nobody knows is 00.
    """
    ends = alternatives(codes("open_end"))
    return Rule(
        "a day such as 20231001, or 99999999 for none yet",
        "who is enrolled, or lives where, on 1 October is told by it",
        "deliver the day as text of eight digits, not as a date or a label",
        not_matching(f"(19|20)[0-9]{{2}}(0[0-9]|1[0-2])([0-2][0-9]|3[01])|{ends}|-*"),
        "code",
    )


def school_key() -> Rule:
    """The encrypted number of a school: any text on one line."""
    return Rule(
        "a text",
        "schools are joined on it",
        AS_DELIVERED,
        not_matching(r"[^\x00-\x20][^\x00-\x1f]*"),
        "code",
    )


def _number(column: str, kind: str) -> str:
    return column if kind != "VARCHAR" else f"try_cast({column} as double)"


def percentile() -> Rule:
    """A percentile from 1 to 100, or a code below it that says why there is none."""
    listed = codes("income")

    def violation(column: str, kind: str) -> str:
        number = _number(column, kind)
        known = f"{number} between 1 and 100 and {number} = floor({number})"
        is_listed = f"{number} in ({', '.join(listed)})"
        return f"{column} is not null and not coalesce(({known}) or {is_listed}, false)"

    return Rule(
        f"a whole number from 1 to 100, or {', '.join(listed)}",
        "an income outside the scale would be put in a group where it does not belong",
        "deliver the percentile group itself, not an amount; a code that is right is added to"
        " seeds/cbs_codes.csv",
        violation,
        "whole number",
    )


def coordinate(name: str, low: int, high: int) -> Rule:
    """Metres of the Dutch grid (RD New).

    Args:
        name: which of the two.
        low: least value in the Netherlands.
        high: greatest value.
    """

    def violation(column: str, kind: str) -> str:
        number = _number(column, kind)
        return f"{column} is not null and not coalesce({number} between {low} and {high}, false)"

    return Rule(
        f"metres of the Dutch grid: {name} is from {low:,} to {high:,}",
        "degrees, or x and y in each other's place, would make every distance wrong",
        "deliver coordinates in RD New, a decimal point if there is one, empty where unknown",
        violation,
        "decimal number",
    )
