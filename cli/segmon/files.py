"""Files of one's own: made new, never through a link, and put in their place in one rename."""

from __future__ import annotations

import secrets
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


def create(file: Path, content: str = "") -> None:
    """Write a text to a file that is not there yet.

    Raises:
        FileExistsError: something is there already; if it is a link, what it points to stays.
    """
    # x: O_CREAT and O_EXCL, which also refuse a link that points nowhere
    with file.open("x", encoding="utf-8") as made:
        made.write(content)
