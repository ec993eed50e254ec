"""The log of a build: an entry carries its time and the id of the build."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from segmon.errors import writing
from segmon.texts import shown_lines


class _LogFile(logging.FileHandler):
    def handleError(self, record: logging.LogRecord) -> None:
        """Nothing: a disk that is full ends the build itself, with a message of its own."""


class _Entry(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """An entry: its further lines are indented, so that none looks like an entry of its own."""
        return shown_lines(super().format(record)).replace("\n", "\n    ")


@contextmanager
def build_log(file: Path, build_id: str) -> Iterator[logging.Logger]:
    """A log that is written to a file.

    Args:
        file: the file.
        build_id: id of the build.
    """
    with writing(file):
        # x: a file of its own, never what a link of that name points to
        handler = _LogFile(file, mode="x", encoding="utf-8")
    form = f"%(asctime)s.%(msecs)03dZ {build_id} %(levelname)s %(message)s"
    entry = _Entry(form, "%Y-%m-%dT%H:%M:%S")
    entry.converter = time.gmtime
    handler.setFormatter(entry)
    log = logging.Logger(build_id, logging.INFO)
    log.addHandler(handler)
    try:
        yield log
    finally:
        with suppress(OSError):
            handler.close()
