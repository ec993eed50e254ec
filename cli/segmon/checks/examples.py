"""What is shown of rows that break a rule: a few of their values, none of which names a pupil."""

from __future__ import annotations

from segmon.database import Database


def shown_values(
    connection: Database, expression: str, relation: str, condition: str
) -> tuple[str, ...]:
    """Up to five different values of an expression, as people should read them."""
    query = f"select distinct {expression} as example from {relation} where {condition}"
    rows = connection.execute(f"{query} order by example nulls last limit 5").fetchall()
    return tuple(str(row[0])[:80] for row in rows)


def masked(text: str) -> str:
    """SQL of a text that may name a pupil: one with five digits or more shows its form only."""
    digits = f"length(regexp_replace({text}, '[^0-9]', '', 'g'))"
    form = f"regexp_replace(regexp_replace({text}, '[A-Za-z]', 'x', 'g'), '[0-9]', '9', 'g')"
    return f"case when {digits} < 5 then {text} else {form} end"
