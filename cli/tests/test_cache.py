"""The cache of the user: it is bounded, and a build that cannot write there only takes longer."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from helpers.deliveries import register_tables, write_delivery
from helpers.running import Segmon
from segmon.cache import N_KEPT, cached, keep


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of one's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "segmon"


def test_the_key_is_all_of_its_parts(folder: Path) -> None:
    places = {cached(".x", *key) for key in (("a", "b"), ("ab",), ("a",), ("b", "a"))}
    assert len(places) == 4
    assert {place.parent for place in places if place} == {folder}
    assert cached(".x", "a", "b") in places


def test_old_files_go(folder: Path) -> None:
    places = [folder / f"{i}.x" for i in range(N_KEPT + 2)]
    for age, place in enumerate(reversed(places)):
        keep(b"content", place)
        os.utime(place, (1e9 - age, 1e9 - age))
    # the one that was written last is the newest, whatever its name
    keep(b"content", folder / "last.x")
    assert {path.name for path in folder.iterdir()} == {
        "last.x",
        *(place.name for place in places[-N_KEPT + 1 :]),
    }
    assert (folder / "last.x").read_text() == "content"


def test_what_cannot_be_kept_is_not_missed(folder: Path) -> None:
    folder.write_text("a file in the place of the folder")
    keep(b"content", folder / "a.x")
    assert folder.is_file()


def test_without_a_home_there_is_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("segmon.cache.user_cache_path", lambda *_, **__: Path("~/.cache/segmon"))
    assert cached(".x", "a") is None


@pytest.mark.nightly
def test_a_build_keeps_its_parse_there_if_it_can(segmon: Segmon, tmp_path: Path) -> None:
    delivery = write_delivery(register_tables(), tmp_path / "delivery")
    arguments = ("build", "--input", delivery, "--layout", "register", "--quiet")
    (tmp_path / "closed").write_text("not a folder")

    def build(cache: str) -> None:
        run = segmon(*arguments, env={"XDG_CACHE_HOME": str(tmp_path / cache)})
        assert run.returncode == 0, run.stderr

    build("closed")
    build("cache")
    manifest, kept = sorted((tmp_path / "cache" / "segmon").iterdir())
    assert [manifest.suffix, kept.suffix] == [".json", ".msgpack"]
    parse = kept.read_bytes()
    kept.write_bytes(parse[: len(parse) // 2])
    build("cache")
    # what is damaged is parsed anew, and kept again
    assert len(kept.read_bytes()) == len(parse)
