"""Nothing needs a network: not dbt, not Great Expectations, not DuckDB, not the exports."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from helpers.running import COMMAND, PATIENCE, Built

#: Put in front of every Python process of the build: a connection to another machine is an error.
BLOCK = """
import socket

def refuse(self, address, *rest):
    if self.family != socket.AF_UNIX:
        raise AssertionError(f"the build went to the network: {address}")

socket.socket.connect = socket.socket.connect_ex = refuse
"""


def test_the_demonstration_without_network(tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.mkdir()
    (blocked / "sitecustomize.py").write_text(BLOCK)
    warehouse = tmp_path / "segmon.duckdb"
    unshare = shutil.which("unshare") or ""
    is_isolated = unshare and not subprocess.run([unshare, "-n", "true"], check=False).returncode
    inherited = os.environ.get("PYTHONPATH")
    run = subprocess.run(
        [
            *((unshare, "-n") if is_isolated else ()),
            *(COMMAND, "demo", "--scale", "0.002"),
            *("--warehouse", warehouse, "--out", tmp_path / "exports"),
        ],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(blocked), *([inherited] if inherited else [])]),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert run.returncode == 0, run.stderr
    assert "the build went to the network" not in run.stderr
    (n_rows,) = Built(warehouse).rows("select count(*) from marts.segregation_national")[0]
    assert n_rows > 0
    assert list((tmp_path / "exports").iterdir())
