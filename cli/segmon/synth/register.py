"""`synthesise`: a whole synthetic register in a folder, or nothing at all."""

from __future__ import annotations

import math
import os
import re
import shutil
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from segmon.errors import SegmonError, UsageError
from segmon.progress import Progress, quiet
from segmon.synth.country import Country, OpenSchools
from segmon.synth.facts import SECTORS
from segmon.synth.pupils import PupilExpander
from segmon.synth.writing import school_year, write_municipalities, write_pupils, write_schools

DEFAULT_YEARS = ("2017-2018", "2021-2022", "2022-2023", "2023-2024")
SMALLEST_SCALE, LARGEST_SCALE = 0.001, 100.0
_TABLES = ("pupils", "schools.parquet", "municipalities.parquet")
_PUPILS_A_YEAR = 2_350_000  # at scale 1, higher grades included
_BYTES_A_PUPIL = 6
_WRITERS, _QUEUE = 2, 4


@dataclass(frozen=True)
class SynthTable:
    """One table written: its name, its files and its number of rows."""

    name: str
    files: tuple[Path, ...]
    rows: int


@dataclass(frozen=True)
class SynthResult:
    """The register written: its folder and its three tables."""

    out: Path
    tables: tuple[SynthTable, ...]


def synthesise(
    out: Path,
    *,
    school_years: Sequence[str] = DEFAULT_YEARS,
    scale: float = 1.0,
    seed: int = 1,
    force: bool = False,
    progress: Progress = quiet,
) -> SynthResult:
    """Write a synthetic pupil register that looks like the published Netherlands.

    The same version, seed and options give the same bytes. The folder appears when it is complete.

    Args:
        out: folder to write; must be absent or empty, or hold an earlier register with `force`.
        school_years: school years as `YYYY-YYYY`.
        scale: 1 is the Netherlands; below 1 fewer schools, above 1 larger schools; 0.001 to 100.
        seed: a whole number of 0 or more.
        force: replace an earlier register in `out`.
        progress: called with each step.

    Raises:
        UsageError: an argument cannot be right, the folder is not free, or the disk is too small.
        SegmonError: writing failed; nothing is left behind.
    """
    years = _years(school_years)
    _check_numbers(scale, seed)
    out = Path(out).absolute()
    _check_folder(out, force)
    _check_space(out, len(years), scale)
    with _replacing(out) as folder:
        tables = _write(folder, years, scale, seed, progress)
    progress("done", 1.0)
    return SynthResult(
        out,
        tuple(
            SynthTable(name, tuple(out / file.relative_to(folder) for file in files), rows)
            for name, files, rows in tables
        ),
    )


def _write(
    folder: Path, years: Sequence[int], scale: float, seed: int, progress: Progress
) -> list[tuple[str, list[Path], int]]:
    progress("municipalities and schools", 0.0)
    country, expander = Country(scale, seed), PupilExpander()
    opened = {
        year: {sector: country.open_schools(sector, year) for sector in SECTORS} for year in years
    }
    parts = _parts(folder / "pupils", seed, country, opened, expander, progress)
    files, n_pupils = _write_pupils(parts, expander)
    progress("schools and municipalities", 0.99)
    schools, municipalities = folder / _TABLES[1], folder / _TABLES[2]
    n_municipalities = write_municipalities(municipalities, years, country)
    return [
        ("pupils", files, n_pupils),
        ("schools", [schools], write_schools(schools, opened, country)),
        ("municipalities", [municipalities], n_municipalities),
    ]


@dataclass(frozen=True)
class _Part:
    """Some pupils of a sector and year: their file, the number of the first, and their columns."""

    file: Path
    sector: str
    first: int
    columns: Mapping[str, NDArray[Any]]


def _parts(
    folder: Path,
    seed: int,
    country: Country,
    opened: Mapping[int, Mapping[str, OpenSchools]],
    expander: PupilExpander,
    progress: Progress,
) -> Iterator[_Part]:
    """The pupils of every year and sector, some at a time."""
    for y, (year, schools) in enumerate(opened.items()):
        of_year = folder / f"school_year={school_year(year)}"
        of_year.mkdir(parents=True)
        for s, sector in enumerate(SECTORS):
            run = country.pupils(schools[sector], year)
            whole = int(run.counts[0].sum() + run.upper.sum())
            done = 0
            for number, chunk in enumerate(run.chunks()):
                columns = expander.expand(chunk, np.random.default_rng([seed, 1, year, s, number]))
                yield _Part(
                    of_year / f"part-{sector}-{number:04d}.parquet", sector, done + 1, columns
                )
                done += len(columns["school"])
                share = (y + (s + done / whole) / len(SECTORS)) / len(opened)
                progress(f"{school_year(year)} {sector}", 0.98 * share)


def _write_pupils(parts: Iterator[_Part], expander: PupilExpander) -> tuple[list[Path], int]:
    """Write the parts while the next ones are made; their files, and the number of pupils."""
    files, rows = [], 0
    pending: deque[Future[int]] = deque()
    pairs = expander.education_pairs, expander.birth_pairs
    with ThreadPoolExecutor(_WRITERS) as writers:
        try:
            for part in parts:
                if len(pending) >= _QUEUE:
                    rows += pending.popleft().result()
                place = part.file, part.sector, part.first
                pending.append(writers.submit(write_pupils, *place, part.columns, *pairs))
                files.append(part.file)
            rows += sum(future.result() for future in pending)
        except BaseException:
            writers.shutdown(wait=True, cancel_futures=True)
            raise
    return files, rows


def _years(school_years: Sequence[str]) -> list[int]:
    if isinstance(school_years, str):
        raise UsageError(
            f"school years are a list, each as 2023-2024; got the text {school_years!r}"
        )
    years = []
    for text in school_years:
        match = re.fullmatch(r"(\d{4})-(\d{4})", str(text))
        if not match or int(match[2]) != int(match[1]) + 1 or not 1900 <= int(match[1]) <= 2100:
            raise UsageError(f"{text!r} is not a school year: write it as 2023-2024")
        years.append(int(match[1]))
    if not years:
        raise UsageError("give at least one school year, such as 2023-2024")
    if len(set(years)) < len(years):
        raise UsageError("a school year is given twice")
    return sorted(years)


def _check_numbers(scale: float, seed: int) -> None:
    if not math.isfinite(scale) or not SMALLEST_SCALE <= scale <= LARGEST_SCALE:
        raise UsageError(
            f"the scale must be between {SMALLEST_SCALE} and {LARGEST_SCALE:g}"
            f" (1 is the Netherlands); got {scale}"
        )
    if seed < 0:
        raise UsageError(f"the seed must be a whole number of 0 or more; got {seed}")


def _check_folder(out: Path, force: bool) -> None:
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file: give a folder for the register")
    content = {entry.name for entry in out.iterdir()} if out.exists() else set()
    if content and not force:
        raise UsageError(
            f"{out} is not empty: give another folder, or --force to replace a register"
        )
    if strange := sorted(content - set(_TABLES)):
        raise UsageError(
            f"{out} holds more than a register ({', '.join(strange[:3])}): it is not replaced"
        )


def _check_space(out: Path, years: int, scale: float) -> None:
    parent = next(folder for folder in out.parents if folder.exists())
    need = math.ceil(_BYTES_A_PUPIL * _PUPILS_A_YEAR * scale * years) + 2_000_000
    free = shutil.disk_usage(parent).free
    if free < need:
        raise UsageError(
            f"the register needs about {need / 1e6:,.0f} MB; {parent} has {free / 1e6:,.0f} MB free"
        )


@contextmanager
def _replacing(out: Path) -> Iterator[Path]:
    """Give a folder next to `out` that takes its place when all is written, or vanishes."""
    partial = out.parent / f".{out.name}.partial-{os.getpid()}"
    old = out.parent / f".{out.name}.replaced-{os.getpid()}"
    try:
        partial.mkdir(parents=True)
        yield partial
        if out.exists():
            out.rename(old)
        try:
            partial.rename(out)
        except OSError:
            if old.exists():
                old.rename(out)
            raise
        shutil.rmtree(old, ignore_errors=True)
    except (OSError, duckdb.Error) as error:
        raise SegmonError(f"the register could not be written to {out}: {error}") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
