"""Rules that only the open files of DUO need."""

from __future__ import annotations

from segmon.delivery.number_rules import DUTCH_WHOLE
from segmon.delivery.rule_kinds import Rule
from segmon.delivery.rules import not_matching

AS_PUBLISHED = "deliver the file as published"
SITES_ARE_JOINED = "the files of DUO are joined on the register number and the number of the site"


def decimal_comma() -> Rule:
    """A number with a decimal comma, as in Dutch files."""
    return Rule(
        "a number with a decimal comma",
        "read otherwise, a mean distance is a thousand times too long or lost",
        AS_PUBLISHED,
        not_matching(f"{DUTCH_WHOLE}(,[0-9]+)?"),
        "decimal number",
    )


def site_number() -> Rule:
    """The number of a school site in DUO files: 00, 0 or the whole 16AH00."""
    return Rule(
        "a site number such as 00 or 16AH00",
        SITES_ARE_JOINED,
        AS_PUBLISHED,
        not_matching(" *([0-9]{1,2}|[0-9]{2}[A-Z]{2}[0-9]{2}) *"),
        "code",
    )


def brin() -> Rule:
    """A BRIN, the register number of a Dutch school."""
    return Rule(
        "a BRIN such as 16AH",
        SITES_ARE_JOINED,
        AS_PUBLISHED,
        not_matching(" *[0-9]{2}[A-Z]{2} *"),
        "code",
    )


def at_most(other: str) -> Rule:
    """A number of pupils that are counted in another column as well."""
    numbers = "try_cast(replace({}, '.', '') as integer)"
    return Rule(
        f"no more than {other}",
        "the pupils of the other group are the difference of the two",
        "the pupils of a part are among those of the whole: correct one of the two",
        lambda column, kind: f"{numbers.format(column)} > {numbers.format(other)}",
    )
