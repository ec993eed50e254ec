"""What is published into PostgreSQL: values, tables, comments, keys and rights; refusals."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from helpers.publishing import READER, ask, publish_from, rows_of, rows_there
from helpers.running import Built
from segmon.errors import EngineError, UsageError

Place = dict[str, str]


@pytest.fixture
def changed(register_build: Built, tmp_path: Path) -> Callable[[str], Path]:
    """Makes a copy of a warehouse with other content."""

    def change(sql: str) -> Path:
        copy = Path(shutil.copy(register_build.warehouse, tmp_path / "changed.duckdb"))
        with duckdb.connect(str(copy)) as connection:
            connection.execute(sql)
        return copy

    return change


def test_every_table_is_there_to_the_last_bit(register_build: Built, postgres: Place) -> None:
    published = publish_from(register_build.warehouse, postgres)
    expected = rows_of(register_build.warehouse)
    assert rows_there(postgres) == expected
    assert {name: len(rows) for name, rows in expected.items()} == published.tables
    assert len(published.tables) == 35
    assert published.notes == []
    # the same once more, and nothing is there twice
    publish_from(register_build.warehouse, postgres)
    assert rows_there(postgres) == expected


def test_a_build_takes_the_place_of_another(
    register_build: Built, one_year_build: Built, postgres: Place
) -> None:
    for built in (register_build, one_year_build, register_build):
        publish_from(built.warehouse, postgres)
        assert rows_there(postgres) == rows_of(built.warehouse)


def test_texts_and_doubles_of_every_kind(changed: Callable[[str], Path], postgres: Place) -> None:
    warehouse = changed(
        """
        create table marts.odd (n bigint, name varchar, value double, day date, small integer,
            noted_at timestamp);
        insert into marts.odd (n, name) values
            (1, ''), (2, null), (3, '"'), (4, 'a "b", c'), (5, chr(10)), (6, '\\'),
            (7, 'x' || chr(10) || '\\.' || chr(10) || 'y'), (8, '\\.'), (9, '\\N'), (10, 'NULL'),
            (11, chr(13) || chr(10)), (12, ' é '), (13, '😀'), (14, chr(9)), (15, '''');
        insert into marts.odd (n, value) values
            (20, 'inf'), (21, '-inf'), (22, 'nan'), (23, '-0.0'), (24, 5e-324), (25, 0.1 + 0.2),
            (26, 1.7976931348623157e308), (27, 2.2250738585072014e-308), (28, 1e22), (29, 1 / 3);
        insert into marts.odd (n, day, small, noted_at) values
            (30, date '0400-02-29', -2147483648, timestamp '2026-01-02 03:04:05.678901');
        insert into marts.odd (n) values (-9223372036854775808);
        """
    )
    publish_from(warehouse, postgres)
    assert rows_there(postgres) == rows_of(warehouse)


def test_what_readers_find_in_the_catalogue(register_build: Built, postgres: Place) -> None:
    publish_from(register_build.warehouse, postgres)
    comments = dict(
        ask(
            postgres,
            "select relnamespace::regnamespace || '.' || relname || coalesce('.' || attname, ''),"
            " description from pg_description join pg_class on pg_class.oid = objoid"
            " left join pg_attribute on attrelid = objoid and attnum = objsubid and attnum > 0"
            " where relnamespace in ('marts'::regnamespace, 'ops'::regnamespace)",
        )
    )
    expected = register_build.rows(
        "select schema_name || '.' || table_name, trim(comment, chr(10)) from duckdb_tables()"
        " union all select schema_name || '.' || table_name || '.' || column_name, comment"
        " from duckdb_columns() where schema_name in ('marts', 'ops')"
    )
    assert comments == dict(expected)
    keys = dict(
        ask(
            postgres,
            "select conrelid::regclass::text, pg_get_constraintdef(oid) from pg_constraint"
            " where contype = 'p' and connamespace = 'marts'::regnamespace",
        )
    )
    marts = {name for name in rows_there(postgres) if name.startswith("marts.")}
    assert set(keys) == marts
    assert keys["marts.segregation_national"] == (
        "PRIMARY KEY (school_year, sector, characteristic, area_code, index_code)"
    )
    types = ask(
        postgres,
        "select distinct data_type from information_schema.columns"
        " where table_schema in ('marts', 'ops') order by 1",
    )
    assert [kind for (kind,) in types] == [
        *("bigint", "boolean", "date", "double precision", "integer", "text"),
        "timestamp without time zone",
    ]
    # the planner knows of every table
    ((unknown,),) = ask(
        postgres,
        "select count(*) from pg_class where relkind = 'r' and reltuples < 0"
        " and relnamespace in ('marts'::regnamespace, 'ops'::regnamespace)",
    )
    assert unknown == 0


def test_a_role_that_only_reads(register_build: Built, postgres: Place) -> None:
    publish_from(register_build.warehouse, postgres)
    ask(postgres, f"drop role if exists analyst; create role analyst login in role {READER}")
    count = "select count(*) from marts.segregation_national cross join ops.build_manifest"
    assert ask(postgres, count, user="analyst") == ask(postgres, count)
    for statement in ("delete from marts.data_coverage", "create table marts.mine (n int)"):
        with pytest.raises(Exception, match="permission denied"):
            ask(postgres, statement, user="analyst")
    ask(postgres, "drop role analyst")


def test_another_role_may_read(register_build: Built, postgres: Place) -> None:
    publish_from(register_build.warehouse, postgres, reader="Other.Reader")
    ((granted,),) = ask(
        postgres,
        "select bool_and(has_table_privilege('Other.Reader', oid, 'select')) from pg_class"
        " where relkind = 'r' and relnamespace = 'ops'::regnamespace",
    )
    assert granted
    with pytest.raises(UsageError, match="cannot be the name of a role"):
        publish_from(register_build.warehouse, postgres, reader='x"; drop schema marts')


def test_views_and_rights_of_readers_stay(
    register_build: Built, one_year_build: Built, postgres: Place
) -> None:
    publish_from(register_build.warehouse, postgres)
    ask(postgres, "drop role if exists guest_reader; create role guest_reader login")
    ask(
        postgres,
        "create view public.mine as select count(*) as n from marts.segregation_municipality;"
        " grant select on public.mine to guest_reader;"
        " grant select on marts.data_coverage to guest_reader; grant usage on schema marts to"
        " guest_reader; create index mine on marts.travel_distance (area_code)",
    )
    publish_from(one_year_build.warehouse, postgres)
    expected = one_year_build.rows("select count(*) from marts.segregation_municipality")
    assert ask(postgres, "select n from public.mine", user="guest_reader") == expected
    assert ask(postgres, "select count(*) > 0 from marts.data_coverage", user="guest_reader")
    assert ask(postgres, "select to_regclass('marts.mine') is not null") == [(True,)]
    ask(postgres, "drop owned by guest_reader; drop role guest_reader")


def test_two_monitors_side_by_side(
    register_build: Built, one_year_build: Built, postgres: Place
) -> None:
    publish_from(register_build.warehouse, postgres, "po_")
    published = publish_from(one_year_build.warehouse, postgres, "vo_")
    assert "vo_marts.data_coverage" in published.tables
    assert rows_there(postgres, "po_") == rows_of(register_build.warehouse)
    assert rows_there(postgres, "vo_") == rows_of(one_year_build.warehouse)
    assert rows_there(postgres) == {}


@pytest.mark.parametrize("prefix", ["1x", "a-b", "A", "pg_x", "a" * 31, 'x"', "é"])
def test_a_prefix_that_cannot_be(prefix: str, register_build: Built, postgres: Place) -> None:
    with pytest.raises(UsageError, match="cannot begin the name of a schema"):
        publish_from(register_build.warehouse, postgres, prefix)


# --- tables of other versions ---


def test_a_column_that_is_new_is_added(
    register_build: Built, postgres: Place, changed: Callable[[str], Path]
) -> None:
    publish_from(register_build.warehouse, postgres)
    ask(postgres, "create view public.mine as select status from marts.data_coverage")
    newer = changed(
        "alter table marts.data_coverage add column remark varchar;"
        "comment on column marts.data_coverage.remark is 'what is new';"
        "update marts.data_coverage set remark = sector"
    )
    publish_from(newer, postgres)
    assert rows_there(postgres) == rows_of(newer)
    ((comment,),) = ask(
        postgres,
        "select col_description(attrelid, attnum) from pg_attribute"
        " where attrelid = 'marts.data_coverage'::regclass and attname = 'remark'",
    )
    assert comment == "what is new"
    # back to the older version: the column is one that it does not know
    with pytest.raises(EngineError, match=r"data_coverage .* has a column remark that is not in"):
        publish_from(register_build.warehouse, postgres)
    assert rows_there(postgres) == rows_of(newer)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("alter table marts.data_coverage alter sector type varchar(9)", "has column sector as"),
        ("alter table marts.data_coverage add mine int", "has a column mine"),
        (
            "alter table marts.data_coverage drop constraint data_coverage_pkey",
            r"has primary key \(\), not \(school_year, sector, characteristic\)",
        ),
        (
            "alter table marts.data_coverage rename to kept;"
            " create view marts.data_coverage as select * from marts.kept",
            "is no table",
        ),
    ],
)
def test_a_table_of_another_version_is_refused(
    change: str, said: str, register_build: Built, one_year_build: Built, postgres: Place
) -> None:
    publish_from(one_year_build.warehouse, postgres)
    ask(postgres, change)
    before = rows_there(postgres)
    with pytest.raises(EngineError, match=said) as raised:
        publish_from(register_build.warehouse, postgres)
    assert "rename or drop it, or publish with another --schema-prefix" in str(raised.value)
    assert rows_there(postgres) == before


def test_a_mart_that_is_no_more_is_named(
    register_build: Built, postgres: Place, changed: Callable[[str], Path]
) -> None:
    publish_from(register_build.warehouse, postgres)
    published = publish_from(changed("drop table marts.travel_distance"), postgres)
    assert published.notes == [
        "marts.travel_distance is not a table of this build; it is as it was"
    ]


def test_a_type_that_has_no_match(changed: Callable[[str], Path], postgres: Place) -> None:
    with pytest.raises(EngineError, match=r"marts\.odd\.n has type INTERVAL, which has no match"):
        publish_from(changed("create table marts.odd (n interval)"), postgres)
    assert rows_there(postgres) == {}


# --- what fails on the way ---


def test_a_copy_that_fails_leaves_all_as_it_was(
    register_build: Built, one_year_build: Built, postgres: Place, changed: Callable[[str], Path]
) -> None:
    publish_from(one_year_build.warehouse, postgres)
    twice = changed(
        "insert into marts.segregation_urbanity from marts.segregation_urbanity limit 1"
    )
    with pytest.raises(EngineError, match="duplicate key value") as raised:
        publish_from(twice, postgres)
    # the row itself is not shown
    assert "Key" not in str(raised.value)
    assert rows_there(postgres) == rows_of(one_year_build.warehouse)
    publish_from(register_build.warehouse, postgres)
    assert rows_there(postgres) == rows_of(register_build.warehouse)


def test_the_demonstration_replaces_no_delivery(
    register_build: Built, postgres: Place, changed: Callable[[str], Path]
) -> None:
    synthetic = changed("update ops.build_manifest set is_synthetic = true")
    publish_from(synthetic, postgres)
    publish_from(register_build.warehouse, postgres)
    with pytest.raises(EngineError, match="the figures of a delivery, which invented ones"):
        publish_from(synthetic, postgres)
    assert rows_there(postgres) == rows_of(register_build.warehouse)


# --- rights ---


@pytest.fixture
def guest(postgres: Place) -> Place:
    """A user who may connect, and nothing else."""
    name = f"guest_{postgres['PGDATABASE']}"
    ask(postgres, f"create role {name} login")
    return {**postgres, "PGUSER": name}


def test_a_user_who_may_not_create_schemas(register_build: Built, guest: Place) -> None:
    with pytest.raises(EngineError, match=r"may not create schema marts .* grant create on"):
        publish_from(register_build.warehouse, guest)


def test_a_user_who_may_not_create_roles_or_tables(
    register_build: Built, guest: Place, postgres: Place
) -> None:
    user = guest["PGUSER"]
    ask(postgres, "create schema p_marts; create schema p_ops")
    with pytest.raises(EngineError, match=rf"grant usage, create on schema p_marts to {user}"):
        publish_from(register_build.warehouse, guest, "p_")
    ask(postgres, f"grant usage, create on schema p_marts, p_ops to {user}")
    published = publish_from(register_build.warehouse, guest, "p_", reader="nobody_yet")
    (note,) = published.notes
    assert "no role nobody_yet" in note
    assert rows_there(postgres, "p_") == rows_of(register_build.warehouse)
    # the role is there, but the schemas are another user's
    ask(postgres, "create role nobody_yet")
    published = publish_from(register_build.warehouse, guest, "p_", reader="nobody_yet")
    (note,) = published.notes
    assert "may not let role nobody_yet read everything" in note
    ask(postgres, "grant usage on schema p_marts, p_ops to nobody_yet")
    assert publish_from(register_build.warehouse, guest, "p_", reader="nobody_yet").notes == []
    ask(postgres, "drop owned by nobody_yet; drop role nobody_yet")


def test_marts_of_another_user(register_build: Built, guest: Place, postgres: Place) -> None:
    publish_from(register_build.warehouse, postgres)
    user = guest["PGUSER"]
    ask(postgres, f"grant usage, create on schema marts, ops to {user}")
    with pytest.raises(EngineError, match=f"user {user} has too few rights in database"):
        publish_from(register_build.warehouse, guest)
