"""What every command can say: progress while it works, its result, an error."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from segmon.errors import Interrupted, SegmonError
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
        print(json_text(result))
    elif not is_quiet:
        print("\n".join(map(shown, lines)))
    for warning in result.get("warnings", ()):
        print(shown_lines(f"warning: {warning}"), file=sys.stderr)


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
    else:
        text = f"{type(error).__name__}: {error} (segmon --debug … shows where)"
        code, page, judged, notices = SegmonError.exit_code, None, (), ()
    if as_json:
        broken = [asdict(found.finding) for found in judged if found.blocks]
        said = {
            **{"error": text, "exit_code": code, "findings": broken},
            **{"notices": list(map(asdict, notices)), "page": page and str(page)},
        }
        print(json_text(said))
    for notice in notices:
        print(shown(f"notice: {notice}"), file=sys.stderr)
    # a command adds a note where it knows what the error leaves behind
    for line in (f"error: {text}", *getattr(error, "__notes__", ())):
        print(shown_lines(line), file=sys.stderr)
    if page:
        print(shown(f"page    {page}"), file=sys.stderr)
    return code


def say_waiting(holder: str) -> None:
    """Say that this build waits for another one."""
    print(shown(f"waiting for {holder} to end"), file=sys.stderr, flush=True)
