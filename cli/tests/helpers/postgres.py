"""A PostgreSQL server of the tests' own, on loopback, in a folder that is gone afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg2

from helpers.running import PATIENCE

#: The user who owns the databases of tests.
OWNER = "segmon"
#: Nothing is kept: a test does not wait for the disk.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "256MB",
    "work_mem": "64MB",
}


def server_programs() -> Path | None:
    """The folder of `initdb` and `pg_ctl`; null where no server is installed."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    found = next((place for place in reversed(places) if (place / "initdb").exists()), None)
    on_path = shutil.which("initdb")
    return found or (Path(on_path).resolve().parent if on_path else None)


@dataclass(frozen=True)
class Server:
    """A server that is running.

    Attributes:
        port: on loopback; everybody is trusted.
    """

    port: int
    _numbers: Iterator[int]

    def new_database(self, *, collation: str = "C.UTF-8") -> dict[str, str]:
        """A new, empty database, as the environment variables that name it."""
        name = f"segmon_{next(self._numbers)}"
        environment = {
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self.port),
            "PGUSER": OWNER,
            "PGDATABASE": name,
        }
        connection = psycopg2.connect(
            host="127.0.0.1", port=self.port, user=OWNER, dbname="postgres"
        )
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(
                f"create database {name} template template0 lc_collate '{collation}'"
                f" lc_ctype '{collation}'"
            )
        connection.close()
        return environment


@contextmanager
def running_server(rules: Sequence[str] = (), *, has_tls: bool = False) -> Iterator[Server]:
    """Start a server, and stop it afterwards.

    Args:
        rules: lines of pg_hba.conf before those that let everybody in.
        has_tls: whether it has a certificate, which nobody has signed.
    """
    programs = server_programs()
    assert programs, "see server_programs"
    folder = Path(tempfile.mkdtemp(prefix="segmon-postgres-"))
    own: dict[str, object] = {}
    if os.geteuid() == 0:
        # the server refuses to run as root
        own = {"user": "postgres", "group": "postgres", "extra_groups": []}
        shutil.chown(folder, "postgres", "postgres")
    port = _free_port()
    settings = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
    settings += " -c ssl=on" if has_tls else ""
    data, log = folder / "data", folder / "log"

    def run(*command: str | Path) -> None:
        said = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE, **own
        )
        assert said.returncode == 0, said.stdout + said.stderr

    try:
        run(
            *(programs / "initdb", "-D", data, "-U", OWNER, "-A", "trust"),
            *("--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"),
        )
        if has_tls:
            run(
                *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-batch"),
                *("-subj", "/CN=segmon-test", "-keyout", data / "server.key"),
                *("-out", data / "server.crt"),
            )
        let_in = data / "pg_hba.conf"
        let_in.write_text("\n".join([*rules, let_in.read_text()]))
        control = (programs / "pg_ctl", "-D", data, "-w")
        run(*control, "-l", log, "-o", f"{settings} -p {port} -k {folder}", "start")
        try:
            yield Server(port, count(1))
        finally:
            run(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
