"""`synthesise`: a whole synthetic delivery in a folder, or nothing at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from segmon.errors import SegmonError
from segmon.files import replacing_folder
from segmon.progress import Progress, part_of, quiet
from segmon.synth.arguments import DEFAULT_YEARS, Request, check_request
from segmon.synth.microdata import write_microdata
from segmon.synth.register import Register, write_register
from segmon.synth.tables import SynthTable

_REGISTER_PART = 0.3  # of the time that microdata take


@dataclass(frozen=True)
class SynthResult:
    """The delivery written: its folder and its tables."""

    out: Path
    tables: tuple[SynthTable, ...]


def synthesise(
    out: Path,
    *,
    school_years: Sequence[str] = DEFAULT_YEARS,
    scale: float = 1.0,
    seed: int = 1,
    layout: str = "register",
    file_format: str = "sav",
    population: float = 0.0,
    names: Sequence[str] = (),
    force: bool = False,
    progress: Progress = quiet,
) -> SynthResult:
    """Write a synthetic country that looks like the published Netherlands.

    The same version, seed and options give the same bytes. The folder appears when it is complete.

    Args:
        out: folder to write; must be absent or empty, or hold an earlier synthetic delivery with
            `force`.
        school_years: school years as `YYYY-YYYY`.
        scale: 1 is the Netherlands; below 1 fewer schools, above 1 larger schools; 0.001 to 100.
        seed: a whole number of 0 or more.
        layout: `register`, one row a pupil; or `cbs`, the same pupils as Statistics Netherlands
            would deliver them.
        file_format: of microdata: `sav`, `parquet` or `csv`.
        population: size of the microdata's files of the population; 1 is the whole country. Below
            what pupils need, a tenth more than that.
        names: names of real municipalities for invented ones, as `GM0014=Groningen`.
        force: replace an earlier synthetic delivery in `out`.
        progress: called with each step.

    Raises:
        UsageError: an argument cannot be right, the folder is not free, or the disk is too small.
        SegmonError: writing failed; nothing is left behind.
    """
    request = check_request(
        out,
        school_years,
        scale=scale,
        seed=seed,
        layout=layout,
        file_format=file_format,
        population=population,
        names=names,
        force=force,
    )
    with _replacing(request.out) as folder:
        tables = _write(folder, request, progress)
    progress("done", 1.0)
    return SynthResult(request.out, tuple(table.moved(folder, request.out) for table in tables))


def _write(folder: Path, request: Request, progress: Progress) -> list[SynthTable]:
    if not request.is_microdata:
        return list(_write_register(folder, request, progress).tables)
    work = folder / ".work"
    of_register = part_of(progress, 0, _REGISTER_PART)
    register = _write_register(work / "register", request, of_register)
    tables = write_microdata(
        folder,
        work / "register",
        work,
        years=request.years,
        seed=request.seed,
        municipalities=register.municipalities,
        file_format=request.file_format,
        population=request.population,
        progress=part_of(progress, _REGISTER_PART, 1),
    )
    shutil.rmtree(work)
    return tables


def _write_register(folder: Path, request: Request, progress: Progress) -> Register:
    of_country = (request.years, request.scale, request.seed)
    return write_register(folder, *of_country, progress, request.names)


@contextmanager
def _replacing(out: Path) -> Iterator[Path]:
    """Give a folder next to `out` that takes its place when all is written, or vanishes."""
    try:
        with replacing_folder(out) as partial:
            yield partial
    except (OSError, duckdb.Error) as error:
        raise SegmonError(f"the register could not be written to {out}: {error}") from error
