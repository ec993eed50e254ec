"""A damaged warehouse, an output that nobody reads and a full disk: one sentence, and a code."""

from __future__ import annotations

import shlex
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from helpers.running import COMMAND, PATIENCE, Built, Segmon
from helpers.yearly import copy_warehouse
from segmon.errors import UsageError, WarehouseError
from segmon.published.warehouse import open_warehouse, require_readable


@pytest.fixture
def damaged(register_build: Built, tmp_path: Path) -> Path:
    """A warehouse that opens, and of which a block of a mart is damaged."""
    warehouse = copy_warehouse(register_build.warehouse, tmp_path / "warehouse")
    content = bytearray(warehouse.read_bytes())
    for place in range(len(content) // 10, len(content), 100_000):
        # one byte: the checksum of a block does not see the same change made twice
        content[place] ^= 0xFF
        warehouse.write_bytes(content)
        with suppress(UsageError), open_warehouse(warehouse):
            try:
                require_readable(warehouse)
            except WarehouseError:
                return warehouse
        content[place] ^= 0xFF
    pytest.fail("there is no block that can be damaged")


def test_a_damaged_block_is_a_sentence(damaged: Path, segmon: Segmon, tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="cannot be read"):
        require_readable(damaged)
    run = segmon("export", "marts", "--format", "csv", "--warehouse", damaged, "--out", tmp_path)
    assert run.returncode == 3, run.stderr
    (line,) = run.stderr.splitlines()
    assert line.startswith(f"error: {damaged} cannot be read; put back a copy, or deliver every")
    run = segmon("doctor", "--warehouse", damaged)
    assert run.returncode == 3
    assert f"problem    {damaged} cannot be read" in run.stdout
    for command in (["report", "--out", "m.html"], ["reconcile"]):
        run = segmon(*command, "--warehouse", damaged)
        assert run.returncode in (0, 3)
        assert "Traceback" not in run.stderr and "Exception" not in run.stderr


def test_a_warehouse_of_another_version_is_a_sentence(register_build: Built) -> None:
    with (
        pytest.raises(WarehouseError, match="another version of segmon made it"),
        open_warehouse(register_build.warehouse) as connection,
    ):
        connection.execute("select no_column from marts.segregation_national")


def shell(command: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """What a shell makes of the command and what is around it; its exit code is the command's."""
    words = shlex.join([str(COMMAND), *map(str, arguments)])
    return subprocess.run(
        ["bash", "-c", command.format(words)],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@pytest.mark.parametrize("arguments", [["reconcile"], ["doctor"], ["reconcile", "--json"]])
def test_an_output_that_nobody_reads_is_a_sentence(
    arguments: list[str], register_build: Built
) -> None:
    # the reader is gone before anything is said
    command = "( sleep 0.2; {} ; echo $? >&2 ) | true"
    run = shell(command, *arguments, "--warehouse", register_build.warehouse)
    assert run.stderr == (
        "error: standard output was closed before all was said; what the command did is done\n141\n"
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("arguments", [["doctor"], ["--version"]])
def test_an_output_on_a_full_disk_is_a_sentence(arguments: list[str]) -> None:
    run = shell("{} > /dev/full", *arguments)
    assert run.returncode == 2
    assert run.stderr.startswith("error: standard output cannot be written: No space left")
    assert len(run.stderr.splitlines()) == 1


def test_errors_that_nobody_reads_leave_the_exit_code() -> None:
    assert (
        shell("{} 2> /dev/full", "check", "--input", "none", "--layout", "counts").returncode == 2
    )
    run = shell("{} 2>&- >&-", "check", "--input", "none", "--layout", "counts")
    assert (run.returncode, run.stdout, run.stderr) == (2, "", "")


LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
sys.argv = ["segmon", *sys.argv[1:]]
from segmon.app import main
main()
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["export", "marts", "--format", "csv", "--out", "out"],
        ["export", "changes", "--format", "md", "--out", "out"],
        ["reconcile", "--out", "out/comparison.csv"],
        ["report", "--out", "out/page.html"],
    ],
    ids=" ".join,
)
def test_a_file_that_cannot_grow_is_a_sentence(
    arguments: list[str], register_build: Built, tmp_path: Path
) -> None:
    run = subprocess.run(
        [sys.executable, "-c", LIMITED, *arguments, "--warehouse", str(register_build.warehouse)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert run.returncode == 2, run.stderr
    (line,) = run.stderr.splitlines()
    assert line.startswith("error: cannot write to out/")
    assert not list((tmp_path / "out").iterdir())
