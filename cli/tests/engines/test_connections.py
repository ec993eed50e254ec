"""Settings of PostgreSQL and Spark from a profile, and what is said when no connection comes about.

One password is telling: it is in no message.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection

from helpers.postgres import OWNER, Server, running_server, server_programs
from segmon.engines import profiles, spark
from segmon.engines.postgres import (
    connect_postgres,
    require_c_collation,
    require_new_schemas,
    require_utf8,
)
from segmon.engines.profiles import Engine, read_credentials
from segmon.errors import EngineError

TELLING = "geheim-Ω'\\9 7"


@pytest.fixture(scope="module")
def strict_server() -> Iterator[Server]:
    """A server with TLS that wants the password of one user, and TLS of another."""
    if not server_programs() or not shutil.which("openssl"):
        pytest.skip("no PostgreSQL server, or no openssl, is installed")
    rules = (
        "host all guarded 127.0.0.1/32 scram-sha-256",
        "hostssl all encrypted 127.0.0.1/32 trust",
        "host all encrypted 127.0.0.1/32 reject",
        "host all stranger 127.0.0.1/32 reject",
    )
    with running_server(rules, has_tls=True) as server:
        environment = server.new_database()
        with psycopg2.connect(
            host="127.0.0.1", port=server.port, user=OWNER, dbname=environment["PGDATABASE"]
        ) as connection:
            connection.cursor().execute("create role guarded login password %s", [TELLING])
            connection.cursor().execute("create role encrypted login")
        yield server


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A shell in which no variable of PostgreSQL, Spark or segmon is set."""
    for name in list(os.environ):
        if name.startswith(("PG", "SEGMON_", "SPARK_", "JAVA_")):
            monkeypatch.delenv(name)
    return monkeypatch


def enter(shell: pytest.MonkeyPatch, environment: dict[str, str]) -> None:
    for name, value in environment.items():
        shell.setenv(name, value)


def refusal(shell: pytest.MonkeyPatch, environment: dict[str, str]) -> str:
    """What is said, with the traceback that `--debug` would show."""
    enter(shell, {"PGPASSWORD": TELLING, **environment})
    with pytest.raises(EngineError) as raised, connect_postgres(read_credentials(Engine.postgres)):
        pass
    assert raised.value.exit_code == 3
    shown = "".join(traceback.format_exception(raised.value))
    assert TELLING not in shown
    assert "\n" not in str(raised.value)
    return str(raised.value)


def strict(server: Server, **environment: str) -> dict[str, str]:
    base = {"PGHOST": "127.0.0.1", "PGPORT": str(server.port), "PGDATABASE": "segmon_1"}
    return {**base, **environment}


# --- profiles ---


def profile(folder: Path, text: str, shell: pytest.MonkeyPatch) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "profiles.yml").write_text(text, encoding="utf-8")
    shell.setenv(profiles.VARIABLE, str(folder))


def test_the_profile_of_the_user_comes_before_that_of_the_project(
    shell: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert profiles.profiles_dir() == profiles.project_dir()
    enter(shell, {"PGHOST": "of-the-project", "PGPASSWORD": "12345"})
    credentials = read_credentials(Engine.postgres)
    assert (credentials.host, credentials.password) == ("of-the-project", "12345")
    profile(
        tmp_path / "own",
        "segmon: {outputs: {postgres: {type: postgres, host: own, user: me, port: 5433,"
        " pass: \"{{ env_var('MY_SECRET') }}\", dbname: db, schema: x, role: writers}}}",
        shell,
    )
    shell.setenv("MY_SECRET", TELLING)
    credentials = read_credentials(Engine.postgres)
    assert (credentials.host, credentials.port, credentials.database) == ("own", 5433, "db")
    assert (credentials.role, credentials.password) == ("writers", TELLING)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("host: x, password: 123456789, user: x, port: 1, dbname: x", "password: this value"),
        ("host: x, user: x, password: x, port: 1, dbname: x", "'schema' is a required property"),
        ("host: 'geheim {{', schema: x", "an expression of Jinja"),
        ("host: 'geheim {{ env_var(\"NO_SUCH\") }}', schema: x", "NO_SUCH is not set"),
        ("password: 'geheim\nuser: x", "YAML cannot be read, near line"),
        ("type: redshift", "must have type: postgres, not another one"),
    ],
)
def test_a_profile_that_is_not_right_is_told_without_its_values(
    settings: str, said: str, shell: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kind = "" if "type:" in settings else "type: postgres, "
    text = f"segmon:\n  outputs:\n    postgres: {{{kind}{settings}}}\n"
    profile(tmp_path / "own", text, shell)
    with pytest.raises(EngineError) as raised:
        read_credentials(Engine.postgres)
    shown = "".join(traceback.format_exception(raised.value))
    assert said in str(raised.value)
    assert "123456789" not in shown
    assert "geheim" not in shown


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not right"),
        ("other: {outputs: {}}", "no profile named segmon"),
        ("segmon: {outputs: {duckdb: {type: duckdb}}}", "no output named postgres"),
    ],
)
def test_a_profile_without_the_engine(
    text: str, said: str, shell: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    profile(tmp_path / "own", text, shell)
    with pytest.raises(EngineError, match=said):
        read_credentials(Engine.postgres)


@pytest.mark.parametrize("engine", Engine)
def test_packages_that_are_not_installed(engine: Engine, shell: pytest.MonkeyPatch) -> None:
    shell.setattr(profiles, "find_spec", lambda name: None)
    with pytest.raises(EngineError, match=rf"pip install 'segmon\[{engine}\]'"):
        read_credentials(engine)


# --- PostgreSQL ---


@pytest.fixture
def connected(shell: pytest.MonkeyPatch, postgres: dict[str, str]) -> Iterator[Connection]:
    enter(shell, postgres)
    with connect_postgres(read_credentials(Engine.postgres)) as connection:
        yield connection


def test_a_database_as_it_should_be(connected: Connection) -> None:
    require_utf8(connected)
    require_c_collation(connected)
    require_new_schemas(connected)
    assert connected.get_parameter_status("application_name") == "segmon"


def test_a_role_is_taken_on(
    shell: pytest.MonkeyPatch, connected: Connection, tmp_path: Path
) -> None:
    with connected.cursor() as cursor:
        cursor.execute("create role writers; grant writers to segmon")
        connected.commit()
    info = connected.info
    for role, user in (("writers", "writers"), ("no_such_role", None)):
        profile(
            tmp_path / "own",
            "segmon: {outputs: {postgres: {type: postgres, host: 127.0.0.1, user: segmon,"
            f" password: none, port: {info.port}, dbname: {info.dbname}, schema: x,"
            f" role: {role}}}}}}}",
            shell,
        )
        if user:
            with connect_postgres(read_credentials(Engine.postgres)) as other:
                cursor = other.cursor()
                cursor.execute("select current_user")
                assert cursor.fetchall() == [(user,)]
        else:
            assert 'role "no_such_role" does not exist' in refusal(shell, {})
    with connected.cursor() as cursor:
        cursor.execute("drop role writers")
        connected.commit()


@pytest.mark.parametrize(
    ("options", "refused_by", "said"),
    [
        ("lc_collate 'C' lc_ctype 'C' encoding 'LATIN1'", require_utf8, "encoding LATIN1"),
        (
            "locale_provider icu icu_locale 'nl-NL' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'",
            require_c_collation,
            "collation nl-NL; segmon counts in one that was created with",
        ),
    ],
)
def test_a_database_of_another_kind(
    options: str,
    refused_by: Callable[[Connection], None],
    said: str,
    shell: pytest.MonkeyPatch,
    connected: Connection,
) -> None:
    name = f"other_{abs(hash(options))}"
    connected.autocommit = True
    connected.cursor().execute(f"create database {name} template template0 {options}")
    shell.setenv("PGDATABASE", name)
    refused = pytest.raises(EngineError, match=said)
    with connect_postgres(read_credentials(Engine.postgres)) as other, refused:
        refused_by(other)
    connected.cursor().execute(f"drop database {name}")


def test_a_user_who_may_not_create(shell: pytest.MonkeyPatch, connected: Connection) -> None:
    with connected.cursor() as cursor:
        cursor.execute("create role guest login")
        connected.commit()
    shell.setenv("PGUSER", "guest")
    refused = pytest.raises(EngineError, match=r"grant create on database .* to guest")
    with connect_postgres(read_credentials(Engine.postgres)) as other, refused:
        require_new_schemas(other)
    refused = pytest.raises(EngineError, match="user guest has too few rights in database segmon_")
    with refused, connect_postgres(read_credentials(Engine.postgres)) as other:
        other.cursor().execute("create schema marts")
    with connected.cursor() as cursor:
        cursor.execute("drop role guest")
        connected.commit()


def test_no_server(shell: pytest.MonkeyPatch) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    said = refusal(shell, {"PGHOST": "127.0.0.1", "PGPORT": port})
    assert said.startswith(f"PostgreSQL at 127.0.0.1:{port} cannot be reached: ")
    assert "cannot be reached" in refusal(shell, {"PGHOST": "no-such-host.invalid"})


def test_a_password_that_is_wrong(shell: pytest.MonkeyPatch, strict_server: Server) -> None:
    place = strict(strict_server, PGUSER="guarded")
    enter(shell, {**place, "PGPASSWORD": TELLING})
    with connect_postgres(read_credentials(Engine.postgres)) as connection:
        assert connection.info.user == "guarded"
    for wrong in (TELLING + "-", ""):
        said = refusal(shell, {**place, "PGPASSWORD": wrong})
        assert "does not let user guarded in: the password is wrong or missing" in said


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"PGUSER": "nobody"}, "has no user nobody"),
        ({"PGUSER": OWNER, "PGDATABASE": "nowhere"}, "has no database nowhere"),
        ({"PGUSER": "encrypted", "PGSSLMODE": "disable"}, "does not let .* without TLS"),
        ({"PGUSER": "stranger"}, "does not let user stranger in from this machine"),
        ({"PGUSER": OWNER, "PGSSLMODE": "nonsense"}, "TLS with .* failed: .*; check sslmode"),
        (
            {"PGUSER": OWNER, "PGSSLMODE": "verify-ca", "PGSSLROOTCERT": "/no/such/file"},
            "TLS with .*/no/such/file",
        ),
    ],
)
def test_what_a_server_refuses(
    environment: dict[str, str], said: str, shell: pytest.MonkeyPatch, strict_server: Server
) -> None:
    assert re.search(said, refusal(shell, strict(strict_server, **environment)))


def test_tls(shell: pytest.MonkeyPatch, strict_server: Server, postgres: dict[str, str]) -> None:
    enter(shell, strict(strict_server, PGUSER="encrypted", PGSSLMODE="require"))
    with connect_postgres(read_credentials(Engine.postgres)) as connection:
        assert connection.info.ssl_in_use
    said = refusal(shell, {**postgres, "PGSSLMODE": "require"})
    assert said.endswith("has no TLS, which sslmode require asks for")


# --- Spark ---


def java(folder: Path, said: str) -> str:
    """A Java that only tells its version; its home."""
    program = folder / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho '{said}' >&2\n")
    program.chmod(0o755)
    return str(folder)


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ('openjdk version "11.0.2" 2019-01-15', "is version 11; name another one with JAVA_HOME"),
        ('java version "1.8.0_392"', "is version 8"),
        ("what?", "is of no known version"),
        ('openjdk version "17.0.15" 2025-04-15', None),
        ('openjdk version "21" 2023-09-19', None),
    ],
)
def test_the_version_of_java(
    version: str, said: str | None, shell: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shell.setenv("JAVA_HOME", java(tmp_path / "java", version))
    if said is None:
        spark.require_java()
        return
    with pytest.raises(EngineError, match=said):
        spark.require_java()


def test_no_java(shell: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shell.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match="Java 17 or later: no java is on the PATH"):
        spark.require_java()
    shell.setenv("JAVA_HOME", "/no/such/java")
    with pytest.raises(EngineError, match="none in JAVA_HOME"):
        spark.require_java()
