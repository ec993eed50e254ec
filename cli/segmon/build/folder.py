"""The folder next to a warehouse in which builds work, wait for each other and leave their logs.

segmon.duckdb              what readers open
segmon.builds/
    lock                   held by the build that is at work
    building.json          names that build
    BUILD_ID.log           what a build did, and when
    BUILD_ID.html          what was checked
    BUILD_ID.dbt/          what dbt made of the project, and what became of each node
    store-BUILD_ID.duckdb  school counts of every published year; readable by its owner only
    work-BUILD_ID/         scratch files of the build that is at work
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from segmon.errors import writing
from segmon.files import UNFINISHED, create
from segmon.stopping import undisturbed

#: How many builds keep their log, their page of checks and what dbt left.
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

    def artefacts(self, build_id: str) -> Path:
        """A folder with the manifest and the results of dbt, as `--state` takes it."""
        return self.path / f"{build_id}.dbt"

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
        lock = self._lock()
        with writing(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            is_free = _take(lock)
        if not is_free:
            on_wait(self.holder() or "another build")
            lock.acquire(poll_interval=0.2)
        try:
            with writing(self.path):
                said = {"build_id": build_id, "process": os.getpid()}
                # that of a build that was killed, or a link that somebody put in its place
                _remove(self._note)
                create(self._note, json.dumps(said))
            yield
        finally:
            with undisturbed():
                _remove(self._note)
                lock.release()

    def _lock(self) -> FileLock:
        # it opens no link, and waits for no file that others may open
        return FileLock(self.path / "lock", mode=0o600)

    @property
    def _note(self) -> Path:
        # next to the lock: Windows lets nobody read a file that is locked
        return self.path / "building.json"

    def holder(self) -> str:
        """The build that holds the folder, as people read it; empty if none does."""
        try:
            held = json.loads(self._note.read_text(encoding="utf-8"))
            holder = f"build {held['build_id']} (process {held['process']})"
        except FileNotFoundError:
            return ""
        except (OSError, ValueError, KeyError):
            holder = "a build that is just starting"
        # the note of a build that was killed is still there, but its lock is free
        with suppress(OSError):
            if _take(lock := self._lock()):
                lock.release()
                return ""
        return holder

    def leftovers(self) -> list[Path]:
        """Scratch files of builds that were killed, if no build is at work."""
        return sorted([*self.path.glob("work-*"), *self.path.glob(UNFINISHED)])

    def old_stores(self, current: str | None) -> list[Path]:
        """Stores of other builds than the one that the warehouse shows."""
        return [
            store
            for store in sorted(self.path.glob("store-*"))
            if current is None or not store.name.startswith(f"store-{current}.")
        ]

    def clean(self, current: str | None, at_work: str = "") -> None:
        """Remove what builds that were killed left behind, and what is long past.

        Args:
            current: the build that the warehouse shows, whose store and log stay.
            at_work: the build that is at work, whose log stays.
        """
        for left in [*self.leftovers(), *self.old_stores(current)]:
            remove(left)
        for suffix in ("log", "html", "dbt"):
            for old in self._by_age(suffix)[:-N_KEPT]:
                if old.stem not in (current, at_work):
                    remove(old)

    def _by_age(self, suffix: str) -> list[Path]:
        """Logs, pages or folders of dbt, the oldest first.

        Those of a clock that was ahead are before all others.
        """
        now = new_build_id()
        return sorted(self.path.glob(f"*.{suffix}"), key=lambda file: (file.stem <= now, file.stem))

    @contextmanager
    def workspace(self, build_id: str) -> Iterator[Path]:
        """A folder for the scratch files of a build, which only its owner can read."""
        work = self.work(build_id)
        with writing(self.path):
            work.mkdir(mode=0o700)
        try:
            yield work
        finally:
            with undisturbed():
                remove(work)


def _take(lock: FileLock) -> bool:
    """Take a lock if nobody holds it."""
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return False
    return True


def remove(left: Path) -> None:
    """Remove a file, a folder or a link; what a link points to stays."""
    if left.is_dir() and not left.is_symlink():
        # nor does it follow a link within the folder
        shutil.rmtree(left, ignore_errors=True)
    else:
        _remove(left)


def _remove(file: Path) -> None:
    # Windows removes no file that somebody has open: the next build tries again
    with suppress(PermissionError):
        file.unlink(missing_ok=True)
