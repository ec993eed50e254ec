"""Who may read what is published into PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from segmon.engines.postgres_tables import named
from segmon.engines.publication import SCHEMAS, Destination
from segmon.published.tables import Table

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor


def grant_reading(
    cursor: Cursor, destination: Destination, tables: Sequence[Table]
) -> Iterator[str]:
    """Let a role read what is published, and make the role if it is not there.

    Yields:
        What the owner of the database is left to do.
    """
    cursor.execute(
        "select current_user, rolcreaterole or rolsuper,"
        " exists (select from pg_roles where rolname = %s)"
        " from pg_roles where rolname = current_user",
        [destination.reader],
    )
    ((user, may_create, is_there),) = cursor.fetchall()
    cursor.execute("savepoint grants")
    is_there = is_there or (may_create and _create_role(cursor, destination.reader))
    if not is_there:
        yield (
            f"there is no role {destination.reader}, and user {user} may not create it: who may"
            " read is left to the owner of the database"
        )
    elif not _grant(cursor, destination, tables):
        yield (
            f"user {user} may not let role {destination.reader} read everything: that is left to"
            " the owner of the database"
        )


def _create_role(cursor: Cursor, role: str) -> bool:
    from psycopg2 import errors

    try:
        cursor.execute(f'create role "{role}" nologin')
    except (errors.DuplicateObject, errors.UniqueViolation):
        # another monitor has just made it
        cursor.execute("rollback to savepoint grants")
    return True


def _grant(cursor: Cursor, destination: Destination, tables: Sequence[Table]) -> bool:
    """Grant what a role has not yet, and say whether it has it now."""
    schemas = [destination.schema(schema) for schema in SCHEMAS]
    wanted = [
        *(("schema", "usage", schema) for schema in schemas),
        *(("table", "select", named(cursor, destination, table)) for table in tables),
    ]
    # each of them, even after one that is not granted
    granted = [_granted(cursor, destination.reader, *right) for right in wanted]
    return all(granted)


def _granted(cursor: Cursor, role: str, kind: str, right: str, name: str) -> bool:
    from psycopg2 import errors

    has_it = f"select has_{kind}_privilege(%s, %s, %s)"
    cursor.execute(has_it, [role, name, right])
    if cursor.fetchone() == (True,):
        return True
    cursor.execute("savepoint grants")
    try:
        cursor.execute(f'grant {right} on {kind} {name} to "{role}"')
    except errors.InsufficientPrivilege:
        cursor.execute("rollback to savepoint grants")
    # who has no right to grant may get a warning only
    cursor.execute(has_it, [role, name, right])
    return cursor.fetchone() == (True,)
