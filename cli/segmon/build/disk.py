"""What must be safe on disk before a build may say so, on every operating system."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from segmon.errors import BuildError

#: Whether modes such as 0600 mean anything: Windows keeps to the rights of the folder.
HAS_MODES = os.name == "posix"
#: Seconds that a build waits for the readers of a file which it must replace.
PATIENCE = 600.0
PAUSE = 0.5


def flush(file: Path) -> None:
    """Wait until what was written to a file is on disk."""
    # Windows flushes a file only for who may write to it
    with file.open("r+b") as written:
        os.fsync(written.fileno())


def flush_folder(folder: Path) -> None:
    """Wait until what was renamed in a folder is on disk; Windows cannot be asked to."""
    if hasattr(os, "O_DIRECTORY"):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def replace(fresh: Path, file: Path, on_wait: Callable[[str], None]) -> None:
    """Put a new file in the place of another in one rename.

    Windows refuses that while somebody has the old file open: it is tried again until they are
    done.

    Args:
        fresh: the new file.
        file: the place.
        on_wait: told once that somebody holds the file.

    Raises:
        BuildError: they were not done in ten minutes.
    """
    start, is_told = time.monotonic(), False
    while True:
        try:
            fresh.replace(file)
        except PermissionError as error:
            # elsewhere it means what it says
            if getattr(error, "winerror", None) is None:
                raise
            if time.monotonic() - start > PATIENCE:
                raise BuildError(
                    f"{file} cannot be replaced: a program has had it open for"
                    f" {PATIENCE / 60:.0f} minutes; close it and build again"
                ) from error
        else:
            return
        if not is_told:
            on_wait(f"a program that has {file} open")
            is_told = True
        time.sleep(PAUSE)
