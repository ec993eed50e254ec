"""The folder beside a warehouse in which builds work, wait for each other and leave their logs.

segmon.duckdb              what readers open
segmon.builds/
    lock                   held by the build that is at work, which it names
    BUILD_ID.log           what a build did, and when
    BUILD_ID.html          what was checked
    store-BUILD_ID.duckdb  school counts of every published year; readable by its owner only
    work-BUILD_ID/         scratch files of the build that is at work
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from segmon.errors import writing

#: How many builds keep their log and their page of checks.
N_KEPT = 20


def new_build_id() -> str:
    """An id that sorts by the time of the build."""
    return f"{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}-{secrets.token_hex(3)}"


@dataclass(frozen=True)
class BuildFolder:
    """The folder of one warehouse.

    Attributes:
        warehouse: the published file.
    """

    warehouse: Path

    @property
    def path(self) -> Path:
        """The folder itself."""
        return self.warehouse.with_name(f"{self.warehouse.stem}.builds")

    def log(self, build_id: str) -> Path:
        """What a build did."""
        return self.path / f"{build_id}.log"

    def page(self, build_id: str) -> Path:
        """What was checked in a build, for people."""
        return self.path / f"{build_id}.html"

    def store(self, build_id: str) -> Path:
        """School counts behind what a build published."""
        return self.path / f"store-{build_id}.duckdb"

    def work(self, build_id: str) -> Path:
        """Scratch files of a build."""
        return self.path / f"work-{build_id}"

    @contextmanager
    def locked(self, build_id: str, on_wait: Callable[[str], None]) -> Iterator[None]:
        """Hold the folder for one build; the operating system lets go when the process ends.

        Args:
            build_id: the build.
            on_wait: told who holds it, if another build does.
        """
        with writing(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o644)
        with os.fdopen(descriptor, "r+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                on_wait(self.holder() or "another build")
                fcntl.flock(lock, fcntl.LOCK_EX)
            with writing(self.path):
                lock.truncate(0)
                lock.write(json.dumps({"build_id": build_id, "process": os.getpid()}))
                lock.flush()
            yield
            lock.seek(0)
            lock.truncate(0)

    def holder(self) -> str:
        """The build that holds the folder, as people read it; empty if none does."""
        try:
            with (self.path / "lock").open() as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            try:
                held = json.loads((self.path / "lock").read_text())
                return f"build {held['build_id']} (process {held['process']})"
            except (OSError, ValueError, KeyError):
                return "a build that is just starting"
        except OSError:
            return ""
        return ""

    def leftovers(self) -> list[Path]:
        """Scratch files of builds that were killed, if no build is at work."""
        return sorted(self.path.glob("work-*"))

    def clean(self, current: str | None) -> None:
        """Remove what builds that were killed left behind, and what is long past.

        Args:
            current: the build that the warehouse shows, whose store stays.
        """
        for work in self.leftovers():
            shutil.rmtree(work, ignore_errors=True)
        for store in self.path.glob("store-*"):
            if current is None or not store.name.startswith(f"store-{current}."):
                store.unlink(missing_ok=True)
        for suffix in ("log", "html"):
            for old in sorted(self.path.glob(f"*.{suffix}"))[:-N_KEPT]:
                old.unlink(missing_ok=True)

    @contextmanager
    def workspace(self, build_id: str) -> Iterator[Path]:
        """A folder for the scratch files of a build, which only its owner can read."""
        work = self.work(build_id)
        with writing(self.path):
            work.mkdir(mode=0o700)
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)
