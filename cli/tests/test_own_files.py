"""Files of one's own: nothing is written through a link, and no reader finds a part of a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from segmon.errors import UsageError
from segmon.files import UNFINISHED, create, replacing
from segmon.templating import write_file


def test_a_file_is_replaced_in_one_rename(tmp_path: Path) -> None:
    file = tmp_path / "folder" / ("n" * 250)
    with replacing(file) as partial:
        partial.write_text("new")
        assert partial.match(UNFINISHED)
        assert not file.exists()
    assert file.read_text() == "new"
    assert [*file.parent.iterdir()] == [file]


def test_what_fails_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("old")
    with pytest.raises(ZeroDivisionError), replacing(file) as partial:
        partial.write_text("half")
        raise ZeroDivisionError
    assert file.read_text() == "old"
    assert [*tmp_path.iterdir()] == [file]


def test_a_link_is_replaced_and_not_written_to(tmp_path: Path) -> None:
    victim, link = tmp_path / "victim", tmp_path / "link"
    victim.write_text("precious")
    link.symlink_to(victim)
    write_file(link, "new")
    assert (victim.read_text(), link.read_text()) == ("precious", "new")
    assert not link.is_symlink()


@pytest.mark.parametrize("target", ["victim", "nowhere"])
def test_nothing_is_created_through_a_link(target: str, tmp_path: Path) -> None:
    (tmp_path / "victim").write_text("precious")
    link = tmp_path / "link"
    link.symlink_to(tmp_path / target)
    with pytest.raises(FileExistsError):
        create(link, "new")
    assert (tmp_path / "victim").read_text() == "precious"
    assert not (tmp_path / "nowhere").exists()


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(UsageError, match=r"cannot write to .*file/page\.html"):
        write_file(tmp_path / "file" / "page.html", "text")
