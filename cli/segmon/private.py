"""The folder in which a command may write what it read of people; it is gone when that ends."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path

from filelock import FileLock, Timeout

from segmon.errors import writing
from segmon.stopping import undisturbed

_FOLDER: ContextVar[Path | None] = ContextVar("private_folder", default=None)
#: How the names of folders of commands begin.
PREFIX = "segmon-private-"
#: Held by the process whose folder it is; the operating system lets go when the process ends.
LOCK = "lock"
#: Seconds within which a process has locked the folder that it made.
YOUNG = 60


def private_folder() -> Path | None:
    """The folder that only its owner can read; null where nothing may be written."""
    return _FOLDER.get()


@contextmanager
def private_in(folder: Path) -> Iterator[None]:
    """Let what is private be written to a folder, whose owner removes it."""
    token = _FOLDER.set(folder)
    try:
        yield
    finally:
        _FOLDER.reset(token)


@contextmanager
def private_while_it_lasts() -> Iterator[Path]:
    """Let what is private be written to a folder of the system that is removed at the end."""
    _remove_leftovers()
    with writing(Path(tempfile.gettempdir())):
        # only its owner can read it
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    lock = FileLock(folder / LOCK, mode=0o600)
    try:
        lock.acquire()
        with private_in(folder):
            yield folder
    finally:
        with undisturbed():
            lock.release()
            shutil.rmtree(folder, ignore_errors=True)


def _remove_leftovers() -> None:
    """Remove what commands left behind that were killed; what is of others stays."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError, Timeout):
            if left.is_symlink() or time.time() - left.stat().st_mtime < YOUNG:
                continue
            with FileLock(left / LOCK, timeout=0):
                pass
            shutil.rmtree(left, ignore_errors=True)
