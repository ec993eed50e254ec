"""Connections to PostgreSQL, and what it refuses as sentences that hold no password."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from segmon.engines.profiles import without_secrets
from segmon.errors import EngineError

if TYPE_CHECKING:
    from dbt.adapters.contracts.connection import Credentials
    from psycopg2.extensions import connection as Connection

#: Settings of TLS. What a profile leaves out, the library takes from PGSSLROOTCERT and so on.
TLS = ("sslmode", "sslrootcert", "sslcert", "sslkey")
#: Collations that order texts by their code points, as DuckDB does.
C_COLLATIONS = ("c", "posix", "c.utf8", "c.utf-8", "ucs_basic", "pg_c_utf8")
#: What a server or the library says when no connection comes about, and what is said of it.
REFUSALS: tuple[tuple[str, str], ...] = (
    ("pg_hba.conf.* SSL encryption", "{place} does not let user {user} in from this machine"),
    (
        "pg_hba.conf.* no encryption",
        "{place} does not let user {user} in without TLS, if at all: set sslmode to require",
    ),
    (
        "password authentication failed|no password supplied|authentication failed for user",
        "{place} does not let user {user} in: the password is wrong or missing (PGPASSWORD, a line"
        " in .pgpass, or a profile of your own)",
    ),
    ('role ".*" does not exist', "{place} has no user {user}"),
    ('database ".*" does not exist', "{place} has no database {database}"),
    ("permission denied for database", "user {user} may not connect to database {database}"),
    ("does not support SSL", "{place} has no TLS, which sslmode {sslmode} asks for"),
    (
        "SSL|TLS|certificate|sslmode",
        "TLS with {place} failed: {said}; check sslmode, sslrootcert, sslcert and sslkey",
    ),
    (
        "refused|timeout|translate host name|route to host|unreachable|No such file|timed out",
        "{place} cannot be reached: {said}; check host and port, and whether the server runs",
    ),
    ("", "{place} refuses the connection: {said}"),
)


@contextmanager
def connect_postgres(credentials: Credentials) -> Iterator[Connection]:
    """A connection to a database, closed afterwards; what is not committed by then is undone.

    Args:
        credentials: those of dbt-postgres, as `read_credentials` gives them.

    Raises:
        EngineError: the server cannot be reached, refuses the user or what is asked of it.
    """
    connection = _connected(credentials)
    try:
        with _told(credentials):
            if role := getattr(credentials, "role", None):
                # as dbt says it, so that a name means the same to both
                connection.cursor().execute(f"set role {role}")
                connection.commit()
            yield connection
    finally:
        connection.close()


def _connected(settings: Any) -> Connection:
    import psycopg2

    given = {name: value for name in TLS if (value := getattr(settings, name)) is not None}
    if settings.keepalives_idle:
        given["keepalives_idle"] = settings.keepalives_idle
    if settings.search_path:
        given["options"] = "-c search_path=" + settings.search_path.replace(" ", "\\ ")
    try:
        connection: Connection = psycopg2.connect(
            host=settings.host,
            port=settings.port,
            user=settings.user,
            password=settings.password,
            dbname=settings.database,
            connect_timeout=settings.connect_timeout,
            application_name="segmon",
            client_encoding="UTF8",
            **given,
        )
    except psycopg2.Error as error:
        raise EngineError(_refusal(settings, str(error))) from None
    return connection


def _refusal(settings: Any, said: str) -> str:
    """Why there is no connection, in words of our own wherever the reason is known."""
    # the last lines are advice
    lines = [line.strip() for line in said.splitlines() if line and not line.startswith("\t")]
    sentence = next(text for pattern, text in REFUSALS if re.search(pattern, said))
    return sentence.format(
        place=f"PostgreSQL at {settings.host}:{settings.port}",
        user=settings.user,
        database=settings.database,
        sslmode=settings.sslmode,
        said=without_secrets("; ".join(lines), settings),
    )


def place_of(credentials: Any) -> str:
    """The database of a connection, for people."""
    return f"database {credentials.database} at {credentials.host}:{credentials.port}"


@contextmanager
def _told(credentials: Any) -> Iterator[None]:
    """Turn what the server says to a statement into a sentence."""
    import psycopg2
    from psycopg2 import errors

    where = place_of(credentials)
    try:
        yield
    except errors.InsufficientPrivilege as error:
        raise EngineError(
            f"user {credentials.role or credentials.user} has too few rights in {where}:"
            f" {_primary(error, credentials)}"
        ) from None
    except psycopg2.Error as error:
        raise EngineError(f"{where}: {_primary(error, credentials)}") from None


def _primary(error: Any, credentials: Any) -> str:
    """The first sentence of what the server says: the others may show rows."""
    said = error.diag.message_primary or str(error).strip().partition("\n")[0]
    return without_secrets(said or "the connection was lost", credentials)


def require_utf8(connection: Connection) -> None:
    """Refuse a database that cannot hold every text.

    Raises:
        EngineError: its encoding is not UTF8.
    """
    if (encoding := connection.get_parameter_status("server_encoding")) != "UTF8":
        raise EngineError(
            f"database {connection.info.dbname} has encoding {encoding}; segmon needs one that was"
            " created with encoding 'UTF8'"
        )


def require_c_collation(connection: Connection) -> None:
    """Refuse a database that orders texts by the rules of a language.

    The models take the smallest or first of some texts, and compare them. Under another collation
    the figures of a delivery would depend on where it was counted. To publish needs no order.

    Raises:
        EngineError: its collation is not C, POSIX or C.UTF-8.
    """
    with connection.cursor() as cursor:
        # as JSON: which columns there are depends on the version of the server
        cursor.execute(
            "select to_jsonb(pg_database) from pg_database where datname = current_database()"
        )
        ((found,),) = cursor.fetchall()
    provider = found.get("datlocprovider", "c")
    named = found["datcollate"] if provider == "c" else found.get("datlocale")
    collation = str(named or found.get("daticulocale"))
    if provider == "i" or collation.lower() not in C_COLLATIONS:
        raise EngineError(
            f"database {connection.info.dbname} has collation {collation}; segmon counts in one"
            " that was created with `template template0 lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'`"
        )


def require_new_schemas(connection: Connection) -> None:
    """Refuse a user who may not create schemas.

    Raises:
        EngineError: the user has no right to create in the database.
    """
    with connection.cursor() as cursor:
        cursor.execute("select has_database_privilege(current_database(), 'create'), current_user")
        ((allowed, user),) = cursor.fetchall()
    if not allowed:
        database = connection.info.dbname
        raise EngineError(
            f"user {user} may not create schemas in database {database}; its owner can allow it:"
            f" grant create on database {database} to {user}"
        )
