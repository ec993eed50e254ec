"""The private folder: only its owner can read it, and it is gone whatever happens."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from filelock import FileLock

from segmon.private import LOCK, PREFIX, private_folder, private_in, private_while_it_lasts


@pytest.fixture
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_it_is_of_its_owner_and_is_removed(temp: Path) -> None:
    with private_while_it_lasts() as folder:
        assert private_folder() == folder
        assert folder.parent == temp
        assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "rows.parquet").write_text("000000101")
    assert private_folder() is None
    assert list(temp.iterdir()) == []


def test_it_is_removed_after_an_error(temp: Path) -> None:
    with pytest.raises(RuntimeError), private_while_it_lasts():
        raise RuntimeError
    assert private_folder() is None
    assert list(temp.iterdir()) == []


def test_that_of_a_build_is_the_build_s(temp: Path) -> None:
    with private_in(temp):
        assert private_folder() == temp
    assert private_folder() is None
    assert temp.is_dir()


def test_what_a_killed_command_left_is_removed_by_the_next(temp: Path) -> None:
    names = ("killed", "at-work", "young")
    folders = {name: temp / f"{PREFIX}{name}" for name in names}
    for name, folder in folders.items():
        folder.mkdir()
        (folder / "rows.parquet").write_text("000000101")
        if name != "young":
            os.utime(folder, (0, 0))
    other = temp / "other"
    other.mkdir()
    (temp / f"{PREFIX}link").symlink_to(other)
    lock = FileLock(folders["at-work"] / LOCK)
    with lock:
        os.utime(folders["at-work"], (0, 0))
        with private_while_it_lasts():
            pass
    assert {path.name for path in temp.iterdir()} == {
        f"{PREFIX}at-work",
        f"{PREFIX}young",
        f"{PREFIX}link",
        "other",
    }
