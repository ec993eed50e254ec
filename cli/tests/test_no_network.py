"""A build needs no network: not dbt, not Great Expectations, not DuckDB."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from conftest import COMMAND, Built
from deliveries import register_tables, write_delivery

#: Put in front of every Python process of the build: a connection to another machine is an error.
BLOCK = """
import socket

def refuse(self, address, *rest):
    if self.family != socket.AF_UNIX:
        raise AssertionError(f"the build went to the network: {address}")

socket.socket.connect = socket.socket.connect_ex = refuse
"""


def test_a_build_without_network(tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.mkdir()
    (blocked / "sitecustomize.py").write_text(BLOCK)
    delivery = write_delivery(register_tables(), tmp_path / "delivery")
    warehouse = tmp_path / "segmon.duckdb"
    unshare = shutil.which("unshare") or ""
    is_isolated = unshare and not subprocess.run([unshare, "-n", "true"], check=False).returncode
    inherited = os.environ.get("PYTHONPATH")
    run = subprocess.run(
        [
            *((unshare, "-n") if is_isolated else ()),
            *(COMMAND, "build", "--input", delivery, "--layout", "register"),
            *("--warehouse", warehouse),
        ],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(blocked), *([inherited] if inherited else [])]),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=170,
    )
    assert run.returncode == 0, run.stderr
    assert "the build went to the network" not in run.stderr
    query = "select count(*) from marts.segregation_national"
    assert Built(warehouse).rows(query) == [(36,)]
