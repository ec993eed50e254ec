"""The lock of a warehouse and the note of who holds it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock, Timeout

from helpers.running import left_beside
from segmon.build.folder import BuildFolder
from segmon.errors import UsageError

BUILD = "20260101T000000Z-aaaaaa"
HOLDER = """
import sys
from pathlib import Path
from segmon.build.folder import BuildFolder

with BuildFolder(Path(sys.argv[1])).locked(sys.argv[2], print):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def builds(tmp_path: Path) -> BuildFolder:
    """A folder in which nothing was built yet."""
    return BuildFolder(tmp_path / "segmon.duckdb")


def test_the_holder_is_named_while_it_holds(builds: BuildFolder) -> None:
    assert builds.holder() == ""
    with builds.locked(BUILD, lambda holder: None):
        assert builds.holder() == f"build {BUILD} (process {os.getpid()})"
        with pytest.raises(Timeout):
            FileLock(builds.path / "lock").acquire(timeout=0)
    assert builds.holder() == ""
    assert left_beside(builds.warehouse) == {"lock"}


def test_the_lock_of_a_process_that_is_killed_is_free(builds: BuildFolder) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, builds.warehouse, BUILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout and process.stdout.readline() == "held\n"
    assert builds.holder() == f"build {BUILD} (process {process.pid})"
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    # its note is still there
    assert left_beside(builds.warehouse) == {"lock", "building.json"}
    assert builds.holder() == ""
    waited: list[str] = []
    with builds.locked("next", waited.append):
        assert builds.holder().startswith("build next ")
    assert waited == []
    assert left_beside(builds.warehouse) == {"lock"}


def test_an_unreadable_note_is_a_build_that_starts(builds: BuildFolder) -> None:
    with builds.locked(BUILD, lambda holder: None):
        (builds.path / "building.json").write_text("{")
        assert builds.holder() == "a build that is just starting"
    assert builds.holder() == ""


def test_an_error_lets_go(builds: BuildFolder) -> None:
    with pytest.raises(ZeroDivisionError), builds.locked(BUILD, lambda holder: None):
        raise ZeroDivisionError
    assert builds.holder() == ""
    assert left_beside(builds.warehouse) == {"lock"}


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "segmon.builds").write_text("a file")
    builds = BuildFolder(tmp_path / "segmon.duckdb")
    with (
        pytest.raises(UsageError, match=r"cannot write to .*segmon\.builds"),
        builds.locked(BUILD, lambda holder: None),
    ):
        pytest.fail("it cannot be held")


def test_a_file_that_is_open_stays_for_the_next_build(
    builds: BuildFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "The process cannot access the file")

    builds.path.mkdir()
    store = builds.store("old")
    store.touch()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        builds.clean("new")
    assert store.exists()
    builds.clean("new")
    assert not store.exists()
