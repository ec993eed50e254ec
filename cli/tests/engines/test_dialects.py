"""Every rule of every layout says the same of a value in other engines as in DuckDB."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import psycopg2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers.postgres import Server
from segmon.checks.violations import masked
from segmon.database import connect, quoted
from segmon.delivery.duo_rules import at_most
from segmon.delivery.layouts import LAYOUTS
from segmon.delivery.layouts.counts import OPAQUE_COUNTS
from segmon.delivery.number_rules import not_negative, pupil_count, whole
from segmon.delivery.rule_kinds import Rule
from segmon.engines.dialects import POSTGRES_SQL, SPARK_SQL

#: Asks an engine a query of the rules.
Ask = Callable[[str], list[tuple[Any, ...]]]

#: Values that rules are about, and their neighbours.
TELLING = [
    *("NL", "nl", "Nl", "nL", "(NL)", "6030", "6030.0", "Nederland", "NLD", "N L", "'NL'"),
    *("NA", "na", "NULL", ".", "--", "0000", "Onbekend", " onbekend ", "é", "—", "²", "ß", "ſ"),
    *("2023-2024", "2023-2025", "2023", "2023-2024\n", "12", "12.0", "12.00", "12.000", "12,5"),
    *("1e3", "1E3", "-1", "+1", " 7 ", "nan", "Infinity", "1e400", "1d", "0x10", "1_000", "1.5"),
    *("99999999999", "<5", " <5 ", "<1", "x", "GM0363", " 363", "VWO", "havo/VWO", "HAVO/", ""),
    *(" ", "\t", "\u00a0", "\u2028", "\u200e", "\x1f", "\x7f", "\x85", "a\nb", "\\", "a'b"),
    *("po", "PO", "Bo", "0.30", "1.20", "16AH", "16AH00", "00", "754,203", "1.234,5", "12345"),
]
#: Without characters that one engine's version of Unicode may know and another's may not, and
#: without marks and symbols, of which PostgreSQL takes some for letters: vowel signs, circled ones.
VALUES = st.sampled_from(TELLING) | st.text(
    st.characters(exclude_characters="\0", exclude_categories=("Cs", "Cn", "Mc", "Me", "Mn", "So")),
    max_size=12,
)


def predicates() -> list[str]:
    """The rules of a text that look at one value `v`, each once."""
    rules: list[Rule] = []
    for layout in (*LAYOUTS.values(), OPAQUE_COUNTS):
        for table in layout.tables:
            rules += [column.rule for column in table.columns]
            rules += [rule for _, rule in table.row_rules]
    found = {rule.violation("v", "VARCHAR") for rule in rules}
    # those that look at other columns or tables are of whole deliveries
    alone = {sql for sql in found if "delivery." not in sql and "totaal_bekostigd" not in sql}
    return [masked("v"), *sorted(alone)]


#: Expressions that are only asked of values which keep a rule: anything is refused before.
OF_GOOD_VALUES = {
    "try_cast(v as integer)": whole(0, 100),
    "try_cast(v as bigint)": whole(0, 1_000_000),
    "try_cast(v as double)": not_negative(),
    at_most("'12'").violation("v", "VARCHAR"): pupil_count(is_dutch_file=True),
}
EXPRESSIONS = [
    *predicates(),
    *(
        f"case when not ({rule.violation('v', 'VARCHAR')}) then {sql} end"
        for sql, rule in OF_GOOD_VALUES.items()
    ),
]


def test_there_are_rules() -> None:
    assert len(EXPRESSIONS) > 15


@pytest.fixture(scope="module")
def duck() -> Iterator[Ask]:
    """DuckDB, for which the rules are written."""
    with connect() as connection:
        yield lambda query: connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def postgres(postgres_server: Server) -> Iterator[Ask]:
    """PostgreSQL, as a collation of code points has it."""
    named = postgres_server.new_database()
    connection = psycopg2.connect(
        host=named["PGHOST"], port=named["PGPORT"], user=named["PGUSER"], dbname=named["PGDATABASE"]
    )
    connection.autocommit = True

    def ask(query: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(POSTGRES_SQL.translate(query))
            return cursor.fetchall()

    yield ask
    connection.close()


def differences(values: Sequence[str | None], one: Ask, other: Ask) -> list[tuple[Any, ...]]:
    """Value, expression and both answers, where two engines do not agree."""
    each = ", ".join(f"({sql}) as a{i}" for i, sql in enumerate(EXPRESSIONS))
    rows = ", ".join(
        f"({i}, {'cast(null as varchar)' if value is None else quoted(value)})"
        for i, value in enumerate(values)
    )
    query = f"select n, {each} from (values {rows}) as delivered(n, v) order by n"
    return [
        (values[this[0]], sql, mine, its)
        for this, that in zip(one(query), other(query), strict=True)
        for sql, mine, its in zip(EXPRESSIONS, this[1:], that[1:], strict=True)
        if mine != its
    ]


@given(st.lists(VALUES, min_size=1, max_size=40))
@example([None, *TELLING])
@settings(max_examples=150, deadline=None)
def test_postgres_agrees(duck: Ask, postgres: Ask, values: list[str | None]) -> None:
    assert differences(values, duck, postgres) == []


@pytest.mark.parametrize(
    ("query", "postgres", "spark"),
    [
        (
            "select \"a b\", 'it''s \\' from delivery.pupils where left(x, 2) = seeds.y",
            "select \"a b\", 'it''s \\' from p_delivery.pupils where left(x, 2) = p_seeds.y",
            "select `a b`, 'it\\'s \\\\' from p_delivery.pupils where left(x, 2) = p_seeds.y",
        ),
        (
            "cast(sum(cast(x as double)) as varchar)",
            "cast(sum(cast(x as double precision)) as text)",
            "cast(sum(cast(x as double)) as string)",
        ),
        (
            "regexp_full_match(upper(x), '(?i:a\\s(b)|c)|d')",
            "(upper(x) ~* '^(?:a[ \\t\\n\\f\\r](b)|c)$' or upper(x) ~ '^(?:d)$')",
            "(upper(x) rlike '\\\\A(?:(?iu:a[ \\\\t\\\\n\\\\f\\\\r](b)|c)|d)\\\\z')",
        ),
        (
            "regexp_full_match(x, '0\\.30|a\\-b c')",
            "(x in ('0.30', 'a-b c'))",
            "(x rlike '\\\\A(?:0\\\\.30|a\\\\-b c)\\\\z')",
        ),
        ("delivery + seeds, 'delivery.x'", "delivery + seeds, 'delivery.x'", None),
        ("row_number() over (order by x)", "row_number() over (order by x)", None),
    ],
)
def test_what_engines_spell_otherwise(query: str, postgres: str, spark: str | None) -> None:
    assert POSTGRES_SQL.translate(query, "p_") == postgres
    assert SPARK_SQL.translate(query, "p_") == (postgres if spark is None else spark)
