"""What other operating systems refuse: it is tried again, said, or left out."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.deliveries import YEARS, register_tables, write_delivery
from helpers.running import Built, build_delivery
from helpers.yearly import of_year
from segmon.build import disk
from segmon.build.disk import flush, flush_folder, replace
from segmon.build.run import BuildOptions, build
from segmon.errors import BuildError


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, int], list[Path]]:
    """Makes a file be held by a reader, as on Windows, for some tries; gives the tries."""

    def hold(name: str, n_tries: int) -> list[Path]:
        real, tried = Path.replace, []

        def refuse(self: Path, target: Path) -> Path:
            if Path(target).name != name:
                return real(self, target)
            tried.append(self)
            if len(tried) <= n_tries:
                error = PermissionError(13, "The process cannot access the file")
                error.winerror = 32  # type: ignore[attr-defined]
                raise error
            return real(self, target)

        monkeypatch.setattr(Path, "replace", refuse)
        monkeypatch.setattr(disk, "PAUSE", 0.0)
        return tried

    return hold


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A new file and the one it is to replace."""
    fresh, file = tmp_path / "fresh", tmp_path / "file"
    fresh.write_text("new")
    file.write_text("old")
    return fresh, file


def test_a_file_that_is_read_is_replaced_when_its_readers_are_done(
    held: Callable[[str, int], list[Path]], files: tuple[Path, Path]
) -> None:
    fresh, file = files
    tried, said = held("file", 2), []
    replace(fresh, file, said.append)
    assert len(tried) == 3
    assert said == [f"a program that has {file} open"]
    assert file.read_text() == "new"
    flush(file)


def test_readers_that_stay_end_the_build(
    held: Callable[[str, int], list[Path]],
    files: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fresh, file = files
    tried = held("file", 1000)
    monkeypatch.setattr(disk, "PATIENCE", 0.0)
    with pytest.raises(BuildError, match="has had it open for 0 minutes; close it"):
        replace(fresh, file, lambda holder: None)
    assert 1 <= len(tried) < 1000
    assert file.read_text() == "old"


def test_a_folder_that_may_not_be_written_is_not_tried_again(
    files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(PermissionError):
        replace(*files, lambda holder: pytest.fail("nobody holds it"))


def test_a_folder_is_flushed_where_that_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flush_folder(tmp_path)
    monkeypatch.delattr(os, "O_DIRECTORY")
    monkeypatch.setattr(os, "open", lambda *_: pytest.fail("Windows opens no folder"))
    flush_folder(tmp_path)


def test_a_build_waits_for_the_readers_of_the_warehouse(
    held: Callable[[str, int], list[Path]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "O_DIRECTORY")
    delivery = write_delivery(of_year(register_tables(), YEARS[0]), tmp_path / "delivery")
    warehouse, said = tmp_path / "segmon.duckdb", []
    build_delivery(delivery, "register", warehouse)
    before = Built(warehouse).rows("select build_id from ops.build_manifest")
    tried = held("segmon.duckdb", 2)
    options = BuildOptions(on_wait=said.append)
    build(delivery, "register", warehouse, lambda *_: None, options)
    assert len(tried) == 3
    assert said == [f"a program that has {warehouse} open"]
    assert Built(warehouse).rows("select build_id from ops.build_manifest") != before
