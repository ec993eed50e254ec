"""Files and folders of one's own: made new, never through a link, and put in their place whole."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from segmon.stopping import undisturbed

#: Names of files that are not finished yet; whatever has such a name for long was left by a process
#: that was killed.
UNFINISHED = ".segmon-*.partial"


@contextmanager
def replacing(file: Path) -> Iterator[Path]:
    """A new, empty file next to a place, renamed to it once it is written; removed if that fails.

    Its name cannot be guessed, and what is there already, a link or a file, is never written to.
    A reader of the place finds the old file or the new one.

    Args:
        file: the place; its folder is made if it is not there.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(UNFINISHED.replace("*", secrets.token_hex(8)))
    try:
        create(partial)
        yield partial
        partial.replace(file)
    finally:
        with undisturbed():
            partial.unlink(missing_ok=True)


@contextmanager
def replacing_folder(place: Path) -> Iterator[Path]:
    """A new, empty folder next to a place, which takes it once all is written, or vanishes.

    A reader finds the old folder or the new one, never parts of both. Until then only its owner
    reads it, and its name cannot be guessed.

    Args:
        place: the place; what is there vanishes when the new folder takes it.

    Raises:
        OSError: the place cannot be written to; what is there stays.
    """
    place = place.absolute()
    partial = place.with_name(UNFINISHED.replace("*", secrets.token_hex(8)))
    made, old = partial / "new", partial / "old"
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        partial.mkdir(mode=0o700)
        made.mkdir()
        yield made
        # no system renames a folder over one that is not empty
        with undisturbed():
            if place.exists():
                place.rename(old)
            try:
                made.rename(place)
            except OSError:
                if old.exists():
                    old.rename(place)
                raise
    finally:
        with undisturbed():
            shutil.rmtree(partial, ignore_errors=True)


def create(file: Path, content: str = "") -> None:
    """Write a text to a file that is not there yet.

    Raises:
        FileExistsError: something is there already; if it is a link, what it points to stays.
    """
    # x: O_CREAT and O_EXCL, which also refuse a link that points nowhere
    with file.open("x", encoding="utf-8") as made:
        made.write(content)
