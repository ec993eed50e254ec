"""Writing a register in layout `register`, a part of the pupils at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segmon.progress import Progress
from segmon.synth.country import NAMELESS, Country, OpenSchools
from segmon.synth.facts import SECTORS
from segmon.synth.geography import Municipalities
from segmon.synth.pupils import PupilExpander
from segmon.synth.tables import SynthTable
from segmon.synth.writing import school_year, write_municipalities, write_pupils, write_schools

_WRITERS, _QUEUE = 2, 4


@dataclass(frozen=True)
class Register:
    """The register written: its tables, and the municipalities of its country."""

    tables: tuple[SynthTable, ...]
    municipalities: Municipalities


def write_register(
    folder: Path,
    years: Sequence[int],
    scale: float,
    seed: int,
    progress: Progress,
    names: Mapping[str, str] = NAMELESS,
) -> Register:
    """Write a register into an empty folder.

    Args:
        folder: where to.
        years: its school years, by the year in which they start.
        scale: 1 is the Netherlands.
        seed: source of chance.
        progress: called with each step.
        names: name of each municipality code to give to an invented municipality.
    """
    progress("municipalities and schools", 0.0)
    country, expander = Country(scale, seed, names), PupilExpander()
    opened = {
        year: {sector: country.open_schools(sector, year) for sector in SECTORS} for year in years
    }
    parts = _parts(folder / "pupils", seed, country, opened, expander, progress)
    files, n_pupils = _write_pupils(parts, expander)
    progress("schools and municipalities", 0.99)
    schools, municipalities = folder / "schools.parquet", folder / "municipalities.parquet"
    n_municipalities = write_municipalities(municipalities, years, country)
    tables = (
        SynthTable("pupils", tuple(files), n_pupils),
        SynthTable("schools", (schools,), write_schools(schools, opened, country)),
        SynthTable("municipalities", (municipalities,), n_municipalities),
    )
    return Register(tables, country.municipalities)


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
