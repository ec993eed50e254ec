"""The lock of a warehouse and the note of who holds it."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock, Timeout

from helpers.running import left_beside
from segmon.build.folder import BuildFolder
from segmon.build.log import build_log
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


def test_a_link_is_removed_and_not_followed(builds: BuildFolder, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "file").touch()
    builds.path.mkdir()
    for name in ("work-aaaaaa", "store-old.duckdb"):
        (builds.path / name).symlink_to(precious)
    builds.work("killed").mkdir()
    (builds.work("killed") / "link").symlink_to(precious)
    builds.clean("new")
    assert list(builds.path.iterdir()) == []
    assert (precious / "file").exists()


def test_the_lock_and_the_note_are_no_links(builds: BuildFolder, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    builds.path.mkdir()
    (builds.path / "building.json").symlink_to(victim)
    with builds.locked(BUILD, lambda holder: None):
        assert builds.holder().startswith(f"build {BUILD} ")
        assert stat.S_IMODE((builds.path / "lock").stat().st_mode) == 0o600
    (builds.path / "lock").unlink()
    (builds.path / "lock").symlink_to(victim)
    with (
        pytest.raises(UsageError, match=r"cannot write to .*segmon\.builds"),
        builds.locked(BUILD, lambda holder: None),
    ):
        pytest.fail("it cannot be held")
    assert victim.read_text() == "precious"


def test_a_log_is_no_link(builds: BuildFolder, tmp_path: Path) -> None:
    builds.path.mkdir()
    builds.log(BUILD).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="cannot write to"), build_log(builds.log(BUILD), BUILD):
        pytest.fail("it is not written")
    assert not (tmp_path / "elsewhere").exists()


def test_logs_of_a_clock_that_was_ahead_go_first(builds: BuildFolder) -> None:
    builds.path.mkdir()
    ahead = [f"209901{day:02d}T000000Z-aaaaaa" for day in range(1, 26)]
    past = [f"202501{day:02d}T000000Z-aaaaaa" for day in range(1, 11)]
    for build_id in [*ahead, *past]:
        builds.log(build_id).touch()
    builds.clean(ahead[0], at_work=past[0])
    left = {log.stem for log in builds.path.iterdir()}
    # the latest twenty, and what is shown and at work whatever its time
    assert left == {ahead[0], *past, *ahead[-10:]}
    builds.clean(None, at_work=past[0])
    assert past[0] in {log.stem for log in builds.path.iterdir()}
