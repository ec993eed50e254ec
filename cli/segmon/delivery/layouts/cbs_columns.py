"""Columns that several tables of microdata have."""

from __future__ import annotations

from dataclasses import replace

from segmon.delivery.cbs_rules import digits, person_kind, person_number, school_key
from segmon.delivery.rule_kinds import Rule
from segmon.delivery.spec import Column

FILE_YEAR = Column(
    "file_year",
    digits("a year", 4, 4, "which school year a file serves is told by it"),
    "Year in the name of the file.",
    "2023",
)
#: SQL of a person, whether or not its number has lost its zeros.
PERSON_KEY = ("file_year", "try_cast(rinpersoon as integer)")
#: SQL of the rows of a person who can be linked.
IS_LINKED = "rinpersoons = 'R' and try_cast(rinpersoon as integer) > 0"


def person(suffix: str, who: str) -> tuple[Column, Column]:
    """The two columns that name a person: the kind of its number, and the number."""
    kind = Column(
        f"rinpersoons{suffix}",
        person_kind(),
        f"Kind of the number of {who}; only R is linked.",
        "R",
        nullable=True,
    )
    number = Column(
        f"rinpersoon{suffix}",
        person_number(),
        f"Number of {who}, encrypted; nothing that is written shows it.",
        "000000101",
        nullable=True,
        is_person=True,
    )
    return kind, number


def code(name: str, rule: Rule, meaning: str, example: str, *, optional: bool = False) -> Column:
    """A column whose values may be unknown."""
    return Column(name, rule, meaning, example, nullable=True, optional=optional)


def school_number(name: str = "brin_crypt") -> Column:
    """The encrypted number of a school."""
    column = code(name, school_key(), "Encrypted number (BRIN) of the school.", "a1b2")
    # not even encrypted it may leave the environment
    return replace(column, is_person=True)


def site_number(name: str = "brinvest") -> Column:
    """The number of a site within its school."""
    rule = digits("a number of one or two digits", 1, 2, "schools are joined on it")
    return code(name, rule, "Number of the site within the school.", "00")


def address_object(meaning: str, *, optional: bool = False) -> Column:
    """The number of an object that has an address."""
    column = code("rinobjectnummer", school_key(), meaning, "o000000000000001", optional=optional)
    # where somebody lives says who it is
    return replace(column, is_person=True)


def country(name: str, who: str, *, optional: bool = True) -> Column:
    """The country of birth of somebody."""
    rule = digits(
        "a country code of four digits, the Netherlands as 6030",
        1,
        4,
        "a name in place of 6030 would count as born abroad",
    )
    return code(name, rule, f"Country of birth of {who}.", "6030", optional=optional)
