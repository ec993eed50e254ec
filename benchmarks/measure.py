"""One run of a command: its wall time, its processor seconds and its memory."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

MIB = 1024 * 1024
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Measurement:
    """One run of a contender: seconds, and MiB of its largest process and of all together."""

    contender: str
    round: int
    wall: float
    user: float
    system: float
    peak: float
    peak_tree: float

    @property
    def cpu(self) -> float:
        """Processor seconds."""
        return self.user + self.system

    def __str__(self) -> str:
        return (
            f"{self.round or 'warm-up'} {self.contender}: wall {self.wall:.2f} s,"
            f" CPU {self.cpu:.2f} s, {self.peak:.0f} MiB, all {self.peak_tree:.0f} MiB"
        )


def _resident(root: int) -> int:
    """Bytes resident in a process and all its descendants."""
    total, pending = 0, [root]
    while pending:
        pid = pending.pop()
        try:
            total += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
            for task in Path(f"/proc/{pid}/task").iterdir():
                pending += map(int, (task / "children").read_text().split())
        except (OSError, IndexError):
            continue
    return total


def measure(
    contender: str, number: int, command: Sequence[str], environment: Mapping[str, str], log: Path
) -> Measurement:
    """Run a command to its end and measure its process and all that it waited for.

    Args:
        contender: name for messages and results.
        number: the round, 0 for the warm-up.
        command: what is run, in the folder of its log.
        environment: its environment variables.
        log: the file for what it prints.
    """
    peak_tree, finished = 0, threading.Event()

    def watch(pid: int) -> None:
        nonlocal peak_tree
        while not finished.wait(0.05):
            peak_tree = max(peak_tree, _resident(pid))

    with log.open("w") as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, cwd=log.parent, env=environment
        )
        watcher = threading.Thread(target=watch, args=(process.pid,))
        watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    finished.set()
    watcher.join()
    if process.returncode:
        raise SystemExit(f"{contender} failed ({process.returncode}): see {log}")
    peak = usage.ru_maxrss * 1024
    return Measurement(
        *(contender, number, wall, usage.ru_utime, usage.ru_stime),
        *(peak / MIB, max(peak, peak_tree) / MIB),
    )
