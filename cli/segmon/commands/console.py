"""What every command can say: progress while it works, its result, an error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from segmon.errors import Interrupted, OutputError, SegmonError, UsageError
from segmon.findings import listed_notices
from segmon.progress import Progress, quiet
from segmon.texts import json_text, shown, shown_lines


@contextmanager
def progress_bar(is_quiet: bool) -> Iterator[Progress]:
    """A progress bar on a terminal, silence elsewhere.

    Yields:
        A function to tell the progress.
    """
    if is_quiet or not sys.stderr.isatty():
        yield quiet
        return
    from rich import progress
    from rich.console import Console

    columns = (
        progress.BarColumn(30),
        progress.TimeElapsedColumn(),
        progress.TextColumn("{task.description}", markup=False),
    )
    with progress.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=1.0)
        yield lambda step, part: bar.update(task, description=shown(step), completed=part)


def say(
    as_json: bool, result: Mapping[str, Any], lines: Sequence[str], is_quiet: bool = False
) -> None:
    """Print a result: as one JSON object, as lines for people, or not at all."""
    if as_json:
        print_out(json_text(result))
    elif not is_quiet:
        print_out("\n".join(map(shown, lines)))
    for warning in result.get("warnings", ()):
        _print_error(shown_lines(f"warning: {warning}"))


def print_out(text: str, end: str = "\n") -> None:
    """Print a text now.

    Raises:
        OutputError: nobody reads it any more, or the disk is full.
    """
    try:
        print(text, end=end, flush=True)
    except OSError as error:
        _silence(sys.stdout)
        raise OutputError(error) from error


def _print_error(text: str) -> None:
    # where nobody can be told, the exit code still tells it
    try:
        print(text, file=sys.stderr, flush=True)
    except OSError:
        _silence(sys.stderr)


def _silence(stream: TextIO) -> None:
    """Let what waits in a stream that cannot be written go nowhere when the process ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def open_closed_streams() -> None:
    """Open the standard streams that the caller closed: no other file may get their numbers."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    sys.stdout = sys.stdout or Path(os.devnull).open("w")  # noqa: SIM115 until the process ends
    sys.stderr = sys.stderr or Path(os.devnull).open("w")  # noqa: SIM115


def say_files(as_json: bool, files: Sequence[Path]) -> None:
    """Print which files were written."""
    say(as_json, {"files": [str(file) for file in files]}, [f"wrote   {file}" for file in files])


def say_error(as_json: bool, error: BaseException) -> int:
    """Say why a command ends, and return its exit code."""
    if isinstance(error, SegmonError):
        text, code, page, judged = str(error), error.exit_code, error.page, error.judged
        notices = error.notices
    elif isinstance(error, Interrupted):
        text, code, page, judged, notices = str(error), error.exit_code, None, (), ()
    elif isinstance(error, OSError) and error.filename:
        text = f"{error.filename} cannot be read or written: {error.strerror}"
        code, page, judged, notices = UsageError.exit_code, None, (), ()
    else:
        text = f"{type(error).__name__}: {error} (segmon --debug … shows where)"
        code, page, judged, notices = SegmonError.exit_code, None, (), ()
    if as_json:
        broken = [asdict(found.finding) for found in judged if found.blocks]
        said = {
            **{"error": text, "exit_code": code, "findings": broken},
            **{"notices": list(map(asdict, notices)), "page": page and str(page)},
        }
        # the message is on standard error as well
        with suppress(OutputError):
            print_out(json_text(said))
    # a command adds a note where it knows what the error leaves behind
    for line in (f"error: {text}", *getattr(error, "__notes__", ())):
        _print_error(shown_lines(line))
    for notice in listed_notices(notices):
        _print_error(shown(f"notice: {notice}"))
    if page:
        _print_error(shown(f"page    {page}"))
    return code


def say_aside(lines: Sequence[str]) -> None:
    """Say something where the output is that of another program."""
    for line in lines:
        _print_error(shown(line))


def say_waiting(holder: str) -> None:
    """Say that this build waits for another one."""
    _print_error(shown(f"waiting for {holder} to end"))
