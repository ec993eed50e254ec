"""Ways to spoil microdata, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from helpers.cbs import Files

PRIMARY = "Onderwijs/INSCHRWPOTAB/INSCHRWPOTAB2022V2"
SECONDARY = "Onderwijs/ONDERWIJSINSCHRTAB/2022/ONDERWIJSINSCHRTAB2022V1"
ADDRESSES = "Onderwijs/BRINADRESSEN/BRINADRESSEN2022V1"
PARENTS = "Bevolking/KINDOUDERTAB/KINDOUDER2023TABV1"
PERSONS = "Bevolking/GBAPERSOONTAB/2023/GBAPERSOON2023TABV1"
HOMES = "Bevolking/GBAADRESOBJECT2022BUSV1"
MEMBERS = "InkomenBestedingen/KOPPELPERSOONHUISHOUDEN2022"
INCOMES = "InkomenBestedingen/INHATAB/INHA2022TABV1"
LEVELS = "Onderwijs/HOOGSTEOPLTAB/2022/HOOGSTEOPL2022TABV3"
DIVISIONS = "BouwenWonen/VSLGWBTAB/VSLGWB2023TAB03V1"
PLACES = "BouwenWonen/VSLCOORDTAB2023V1"
REGISTER, MUNICIPALITIES = "schools_register", "municipalities"
HB = "OPLNIVSOI2021AGG4HBmetNIRWO"

Spoil = Callable[[Files], Any]
Broken = Callable[[Path], None]


@dataclass(frozen=True)
class Case:
    """A spoiled delivery and what is said of it.

    Attributes:
        name: what is wrong.
        spoil: changes the rows.
        said: what the message has, `…` for anything.
        form: the form of its files.
        breaks: changes the files once they were written.
    """

    name: str
    spoil: Spoil
    said: str
    form: str = ".parquet"
    breaks: Broken = field(default=lambda folder: None)


def cell(file: str, column: str, value: Any) -> Spoil:
    """Another value in the first row."""

    def spoil(files: Files) -> None:
        files[file].loc[0, column] = value

    return spoil


def column(file: str, name: str, values: Any) -> Spoil:
    """Other values in a column, or another column."""

    def spoil(files: Files) -> None:
        files[file][name] = values

    return spoil


def without(*names: str) -> Spoil:
    """No files of which the name begins so."""

    def spoil(files: Files) -> None:
        for name in [n for n in files if n.rpartition("/")[2].startswith(names)]:
            del files[name]

    return spoil


def renamed(file: str, **names: str) -> Spoil:
    def spoil(files: Files) -> None:
        files[file] = files[file].rename(columns=names)

    return spoil


def doubled(file: str) -> Spoil:
    def spoil(files: Files) -> None:
        files[file].loc[len(files[file])] = files[file].loc[0]

    return spoil


def empty(file: str) -> Spoil:
    def spoil(files: Files) -> None:
        files[file] = files[file].head(0)

    return spoil


def in_place_of(file: str, other: str) -> Spoil:
    def spoil(files: Files) -> None:
        files[file] = files[other]

    return spoil


def also(file: str, other: str) -> Spoil:
    """The same rows in another file as well."""

    def spoil(files: Files) -> None:
        files[other] = files[file]

    return spoil


def unspoiled(_: Files) -> None:
    pass


def bytes_of(file: str, change: Callable[[bytes], bytes]) -> Broken:
    def breaks(folder: Path) -> None:
        (folder / file).write_bytes(change((folder / file).read_bytes()))

    return breaks
