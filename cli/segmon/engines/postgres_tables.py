"""The tables of PostgreSQL that marts are published into: made once, and added to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from segmon.engines.publication import SCHEMAS, Destination, column_type
from segmon.errors import EngineError
from segmon.macros import keys_of_marts
from segmon.published.tables import Table

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor

#: Types of PostgreSQL, as it writes them itself, by type of DuckDB.
TYPES = {
    "BIGINT": "bigint",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "DOUBLE": "double precision",
    "INTEGER": "integer",
    "TIMESTAMP": "timestamp without time zone",
    "VARCHAR": "text",
}
#: How long a new column waits for queries that read the table; others wait behind it.
PATIENCE = "30s"


def named(cursor: Cursor, destination: Destination, table: Table) -> str:
    """A table there, in SQL."""
    from psycopg2.sql import Identifier

    return str(Identifier(destination.schema(table.schema), table.name).as_string(cursor))


def prepare_schema(cursor: Cursor, schema: str) -> None:
    """Make a schema if it is not there.

    Raises:
        EngineError: the user may not make it, or may not make tables in it.
    """
    cursor.execute(
        "select current_user, current_database(), to_regnamespace(%s) is not null,"
        " has_database_privilege(current_database(), 'create')",
        [schema],
    )
    ((user, database, is_there, may_create),) = cursor.fetchall()
    if not is_there:
        if not may_create:
            raise EngineError(
                f"user {user} may not create schema {schema} in database {database}; its owner can"
                f" allow it: grant create on database {database} to {user}"
            )
        cursor.execute(f"create schema {schema}")
    cursor.execute(
        "select has_schema_privilege(%s, 'create') and has_schema_privilege(%s, 'usage')",
        [schema, schema],
    )
    if cursor.fetchone() != (True,):
        raise EngineError(
            f"user {user} may not make tables in schema {schema} of database {database}; its owner"
            f" can allow it: grant usage, create on schema {schema} to {user}"
        )


def require_writable(cursor: Cursor, destination: Destination) -> None:
    """Refuse marts that are there and that the user may not fill.

    Raises:
        EngineError: it names one of them.
    """
    cursor.execute(
        "select oid::regclass::text, current_user from pg_class where relnamespace ="
        " to_regnamespace(%s) and relname = any (%s) and not (has_table_privilege(oid, 'select')"
        " and has_table_privilege(oid, 'insert') and has_table_privilege(oid, 'delete'))",
        [destination.schema(SCHEMAS[0]), list(keys_of_marts())],
    )
    if found := cursor.fetchone():
        name, user = found
        raise EngineError(
            f"user {user} may not fill {name}; its owner can allow it: grant select, insert, delete"
            f" on {name} to {user}"
        )


def prepare_table(cursor: Cursor, destination: Destination, table: Table) -> None:
    """Make a table if it is not there, or add the columns that are new.

    Raises:
        EngineError: what is there is of another version, and not only in lacking columns.
    """
    name = named(cursor, destination, table)
    wanted = {column.name: column_type(TYPES, table, column) for column in table.columns}
    cursor.execute("select to_regclass(%s)::oid::int8", [name])
    ((oid,),) = cursor.fetchall()
    if oid is None:
        lines = [f'"{column}" {kind}' for column, kind in wanted.items()]
        if table.key:
            lines.append(f"primary key ({', '.join(table.key)})")
        cursor.execute(f"create table {name} ({', '.join(lines)})")
        return
    there = _require_same(cursor, oid, table, wanted)
    if new := [column for column in wanted if column not in there]:
        # without it, a query that goes on for hours would hold up every other reader
        cursor.execute(f"set local lock_timeout = '{PATIENCE}'")
        added = ", ".join(f'add column "{column}" {wanted[column]}' for column in new)
        cursor.execute(f"alter table {name} {added}")
        cursor.execute("set local lock_timeout = default")


def _require_same(cursor: Cursor, oid: int, table: Table, wanted: dict[str, str]) -> dict[str, str]:
    """The columns of a table that is there; all of them must be columns of ours."""
    cursor.execute("select relkind::text, oid::regclass::text from pg_class where oid = %s", [oid])
    ((kind, name),) = cursor.fetchall()
    there = _columns(cursor, oid)
    if kind not in "rp":
        _refuse(name, "is no table")
    for column, found in there.items():
        if column not in wanted:
            _refuse(name, f"has a column {column} that is not in the mart")
        if found != wanted[column]:
            _refuse(name, f"has column {column} as {found}, not {wanted[column]}")
    if table.key != (key := _key(cursor, oid)):
        _refuse(name, f"has primary key ({', '.join(key)}), not ({', '.join(table.key)})")
    return there


def _refuse(name: str, reason: str) -> None:
    raise EngineError(
        f"{name} in the database {reason}: it is of another version or of somebody else; rename or"
        " drop it, or publish with another --schema-prefix"
    )


def _columns(cursor: Cursor, oid: int) -> dict[str, str]:
    cursor.execute(
        "select attname, format_type(atttypid, atttypmod) from pg_attribute"
        " where attrelid = %s and attnum > 0 and not attisdropped order by attnum",
        [oid],
    )
    return dict(cursor.fetchall())


def _key(cursor: Cursor, oid: int) -> tuple[str, ...]:
    cursor.execute(
        "select attname from pg_constraint"
        " cross join lateral unnest(conkey) with ordinality as k (attnum, place)"
        " join pg_attribute on attrelid = conrelid and pg_attribute.attnum = k.attnum"
        " where conrelid = %s and contype = 'p' order by place",
        [oid],
    )
    return tuple(row[0] for row in cursor.fetchall())


def comment_on(cursor: Cursor, destination: Destination, table: Table) -> None:
    """Write what a table and its columns mean, where it is not there yet."""
    name = named(cursor, destination, table)
    cursor.execute(
        "select coalesce(attname, ''), description from pg_description"
        " left join pg_attribute on attrelid = objoid and attnum = objsubid and attnum > 0"
        " where objoid = to_regclass(%s) and classoid = 'pg_class'::regclass",
        [name],
    )
    there: dict[str, Any] = dict(cursor.fetchall())
    if there.get("") != table.comment:
        cursor.execute(f"comment on table {name} is %s", [table.comment])
    for column in table.columns:
        if there.get(column.name) != column.comment:
            cursor.execute(f'comment on column {name}."{column.name}" is %s', [column.comment])


def unknown_tables(
    cursor: Cursor, destination: Destination, tables: Sequence[Table]
) -> Iterator[str]:
    """Name the tables next to those that are published: an older version may have left them."""
    names = {(destination.schema(table.schema), table.name) for table in tables}
    cursor.execute(
        "select nspname, relname from pg_class join pg_namespace on pg_namespace.oid = relnamespace"
        " where relkind in ('r', 'p') and nspname = any (%s) order by 1, 2",
        [[destination.schema(schema) for schema in SCHEMAS]],
    )
    for schema, name in cursor.fetchall():
        if (schema, name) not in names:
            yield f"{schema}.{name} is not a table of this build; it is as it was"
