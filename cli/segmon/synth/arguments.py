"""What `synthesise` is asked for, checked before anything is written."""

from __future__ import annotations

import math
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from segmon.errors import UsageError
from segmon.markers import MARKER_FILE
from segmon.synth.microdata import FILE_FORMATS, is_microdata_name
from segmon.synth.naming import read_names

DEFAULT_YEARS = ("2017-2018", "2021-2022", "2022-2023", "2023-2024")
LAYOUTS = ("register", "cbs")
SMALLEST_SCALE, LARGEST_SCALE, LARGEST_POPULATION = 0.001, 100.0, 5.0
_REGISTER = {"pupils", "schools.parquet", "municipalities.parquet"}  # what its folder has
_PUPILS_A_YEAR = 2_350_000  # at scale 1, higher grades included
_BYTES_A_PUPIL = 6  # in the register
# What microdata take: bytes per pupil, and per person who is nobody's parent.
_MICRODATA_BYTES = {"sav": 950, "parquet": 200, "csv": 550}
_POPULATION_BYTES = {"sav": 80, "parquet": 15, "csv": 55}
_PEOPLE, _PEOPLE_A_YEAR = 42_000_000, 11_500_000
_NUMBERS = 900_000_000  # of persons: nine digits, with some to spare
_NUMBERS_A_PUPIL, _NUMBERS_A_FAMILY = 2, 3


@dataclass(frozen=True)
class Request:
    """A delivery to write: see `synthesise`; `years` are those in which the school years start."""

    out: Path
    years: tuple[int, ...]
    scale: float
    seed: int
    layout: str
    file_format: str
    population: float
    names: Mapping[str, str]

    @property
    def is_microdata(self) -> bool:
        """Whether it comes as Statistics Netherlands delivers it."""
        return self.layout == "cbs"


def check_request(
    out: Path,
    school_years: Sequence[str],
    *,
    scale: float,
    seed: int,
    layout: str,
    file_format: str,
    population: float,
    names: Sequence[str],
    force: bool,
) -> Request:
    """Check the arguments of `synthesise`, the folder and the disk.

    Raises:
        UsageError: an argument cannot be right, the folder is not free, or the disk is too small.
    """
    years = tuple(_years(school_years))
    _check_numbers(scale, seed)
    request = Request(
        *(Path(out).absolute(), years, scale, seed, layout, file_format, population),
        read_names(names),
    )
    _check_layout(request)
    _check_folder(request.out, force)
    _check_space(request)
    return request


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


def _check_layout(request: Request) -> None:
    for what, given, known in (
        ("layout", request.layout, LAYOUTS),
        ("format", request.file_format, FILE_FORMATS),
    ):
        if given not in known:
            raise UsageError(f"the {what} is one of {', '.join(known)}; got {given!r}")
    if not request.is_microdata and (request.file_format != FILE_FORMATS[0] or request.population):
        raise UsageError(
            "a register is Parquet and has pupils only: --format and --population are for --layout"
            " cbs"
        )
    population = request.population
    if not math.isfinite(population) or not 0 <= population <= LARGEST_POPULATION:
        raise UsageError(
            f"the population must be between 0 and {LARGEST_POPULATION:g} (1 is the Netherlands);"
            f" got {population}"
        )
    pupils = _PUPILS_A_YEAR * request.scale
    numbers = pupils * (_NUMBERS_A_PUPIL * len(request.years) + _NUMBERS_A_FAMILY)
    numbers += _PEOPLE * population
    if request.is_microdata and numbers > _NUMBERS:
        raise UsageError(
            f"{numbers:,.0f} persons need more than the nine digits of RINPERSOON: choose a smaller"
            " --scale, or fewer --years"
        )


def _check_folder(out: Path, force: bool) -> None:
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file: give a folder for the register")
    content = {entry.name for entry in out.iterdir()} if out.exists() else set()
    if content and not force:
        raise UsageError(
            f"{out} is not empty: give another folder, or --force to replace a register"
        )
    # real microdata have the same names: only a folder that says that it has none is replaced
    known = is_microdata_name if MARKER_FILE in content else _REGISTER.__contains__
    if strange := sorted(name for name in content if not known(name)):
        raise UsageError(
            f"{out} holds more than a register ({', '.join(strange[:3])}): it is not replaced"
        )


def _check_space(request: Request) -> None:
    parent = next(folder for folder in request.out.parents if folder.exists())
    pupils, size = _PUPILS_A_YEAR * request.scale * len(request.years), _BYTES_A_PUPIL
    need = 2_000_000 + pupils * size
    if request.is_microdata:
        need += pupils * _MICRODATA_BYTES[request.file_format]
        people = _PEOPLE + _PEOPLE_A_YEAR * len(request.years)
        need += request.population * people * _POPULATION_BYTES[request.file_format]
    free = shutil.disk_usage(parent).free
    if free < need:
        raise UsageError(
            f"the {'microdata need' if request.is_microdata else 'register needs'} about"
            f" {math.ceil(need) / 1e6:,.0f} MB; {parent} has {free / 1e6:,.0f} MB free"
        )
