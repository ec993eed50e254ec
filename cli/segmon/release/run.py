"""A release from beginning to end: judged, written, attacked, and only then given its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from segmon.audit import Breach, Limits, Memory, attack, attack_files
from segmon.database import connect
from segmon.errors import ReleaseError, UsageError, writing
from segmon.files import replacing_folder
from segmon.private import private_while_it_lasts
from segmon.progress import Progress, quiet
from segmon.published.warehouse import open_warehouse
from segmon.release.about import LOG, WAREHOUSE, Audit, require_release, write_about
from segmon.release.files import write_files
from segmon.release.judge import Judge
from segmon.release.options import ReleaseOptions
from segmon.release.reduced import write_reduced
from segmon.release.source import find_source
from segmon.release.totals import school_totals

#: How many breaches an error message lists.
N_SHOWN = 20
#: How many times a release is attacked before it is given up.
N_ROUNDS = 10


@dataclass(frozen=True)
class Release:
    """A release that was made.

    Attributes:
        folder: its folder.
        about: what its `release.json` says.
        known: what the release before gives away by itself.
    """

    folder: Path
    about: Mapping[str, Any]
    known: Sequence[Breach] = ()


def make_release(warehouse: Path, options: ReleaseOptions, progress: Progress = quiet) -> Release:
    """Make a release of a published warehouse; its folder appears when the audit has passed.

    Args:
        warehouse: the published warehouse.
        options: how it is made.
        progress: told of each step.

    Raises:
        UsageError: there is no warehouse, its store is gone, or the folder is there already.
        BuildError: a model or a test of the release failed.
        ReleaseError: the audit found out what should be hidden; nothing is written.
    """
    source = find_source(warehouse)
    if options.previous:
        require_release(options.previous)
    with private_while_it_lasts() as work, _new_folder(options.out) as folder:
        judge = Judge(source, work, options.variables)
        audit = _settle(judge, warehouse, folder / WAREHOUSE, options, progress)
        files = [folder / WAREHOUSE, *write_files(folder, folder / WAREHOUSE, progress)]
        if not options.is_public_source:
            _require_safe_files(folder, options.audit_limits)
        about = write_about(folder, judge.database, source, options, files, audit)
    return Release(options.out, about, audit.known)


def _settle(
    judge: Judge, warehouse: Path, file: Path, options: ReleaseOptions, progress: Progress
) -> Audit:
    """Hide what an attack finds out until none finds out anything new.

    Raises:
        ReleaseError: an attack found out what is no block, or goes on finding.
    """
    memory = Memory()
    for n_round in range(1, N_ROUNDS + 1):
        progress(f"judging the figures, round {n_round}", 0.1 * n_round)
        judge.judge()
        if n_round == 1 and options.previous and not options.is_public_source:
            judge.hide_again(options.previous / LOG)
        file.unlink(missing_ok=True)
        write_reduced(judge.database, warehouse, file)
        if options.is_public_source:
            return Audit()
        progress(f"attacking the release, round {n_round}", 0.1 * n_round + 0.05)
        breaches = _attack(file, judge.database, options, memory)
        if judge.hide(breaches):
            continue
        if all(breach.is_known for breach in breaches):
            return Audit(n_round, breaches)
        break
    new = [breach for breach in breaches if not breach.is_known] or breaches
    raise ReleaseError(_told(new), new)


def _attack(file: Path, judged: Path, options: ReleaseOptions, memory: Memory) -> list[Breach]:
    """Play the reader who wants to know what was hidden."""
    with connect(judged, read_only=True) as connection:
        totals = school_totals(connection)
    previous = connect(options.previous / WAREHOUSE, read_only=True) if options.previous else None
    try:
        with open_warehouse(file) as released:
            return attack(released, totals, options.audit_limits, previous, memory)
    finally:
        if previous:
            previous.close()


def _require_safe_files(folder: Path, limits: Limits) -> None:
    """Make sure that no file tells more than the reduced warehouse, from which it was made."""
    with open_warehouse(folder / WAREHOUSE) as released:
        breaches = attack_files(folder, released, limits)
    if breaches:
        raise ReleaseError(_told(breaches), breaches)


def _told(breaches: Sequence[Breach]) -> str:
    said = "the audit found out what should be hidden, so nothing is released:"
    return "\n".join([said, *listed(breaches)])


def listed(breaches: Sequence[Breach]) -> list[str]:
    """What was found out, a line each, for whoever made the release."""
    lines = [f"  {each.table}, {each.cell}: {each.sentence}" for each in breaches[:N_SHOWN]]
    more = [f"  … and {len(breaches) - N_SHOWN} more"] if len(breaches) > N_SHOWN else []
    return [*lines, *more]


@contextmanager
def _new_folder(out: Path) -> Iterator[Path]:
    """A folder that gets its name when all is well, and vanishes otherwise."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} is there already: a release is a new folder")
    with writing(out), replacing_folder(out) as made:
        yield made
