"""The files in folders of microdata: every one of them, at any depth, and which one is read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from segmon.delivery.microdata_names import MicrodataName
from segmon.delivery.names import is_ignored, listed
from segmon.delivery.parts import ENDINGS
from segmon.delivery.spec import LayoutSpec, TableSpec
from segmon.errors import DeliveryError
from segmon.findings import Notice


@dataclass(frozen=True)
class MicrodataFile:
    """A file that has the name of a table.

    Attributes:
        path: where it is.
        label: its name, as seen from the delivery.
        name: what its name says.
    """

    path: Path
    label: str
    name: MicrodataName

    @property
    def order(self) -> tuple[int, int]:
        """Files of a table and year, the one that is read last."""
        return -self.name.rank, self.name.version


#: Files of each table by their year: the highest version, once where all is well.
Chosen = Mapping[str, Mapping[str, Sequence[MicrodataFile]]]


def common_folder(folders: Sequence[Path]) -> Path:
    """The folder from which files are named: the delivery, or what its folders share."""
    try:
        return Path(os.path.commonpath([folder.resolve() for folder in folders]))
    except ValueError:
        # on different drives
        return Path()


def walk(folders: Sequence[Path], layout: LayoutSpec) -> Iterator[tuple[str, Path]]:
    """Every file that is no part of another one, with its name as seen from the delivery.

    A folder of parts (`NAME.parquet/`, or the name of a table in the canonical form) is one of
    them. What is reached twice, through a link or from two folders, is there once.

    Raises:
        OSError: a folder cannot be looked into.
    """
    base, seen = common_folder(folders), set[Path]()
    canonical = {table.name for table in layout.tables if not table.microdata}

    def refuse(error: OSError) -> None:
        # a folder that is passed over is a school year that is lost
        raise error

    def is_table(name: str) -> bool:
        return name.lower() in canonical or name.lower().endswith(ENDINGS)

    for folder in folders:
        if not _is_new(folder, seen):
            continue
        for at, inner, names in os.walk(folder.resolve(), onerror=refuse, followlinks=True):
            inner.sort()
            whole = [name for name in inner if is_table(name)]
            inner[:] = [
                name
                for name in inner
                if name not in whole and not is_ignored(name) and _is_new(Path(at) / name, seen)
            ]
            for name in sorted([*names, *whole]):
                path = Path(at) / name
                if not is_ignored(name) and _is_new(path, seen):
                    yield _label(path, base), path


def _is_new(path: Path, seen: set[Path]) -> bool:
    real = path.resolve()
    is_new = real not in seen
    seen.add(real)
    return is_new


def _label(path: Path, base: Path) -> str:
    return (path.relative_to(base) if path.is_relative_to(base) else path).as_posix()


def choose(files: Iterable[MicrodataFile]) -> tuple[Chosen, list[Notice]]:
    """The files of each table and year that may be read, and what is said of earlier versions."""
    groups: dict[tuple[str, str], list[MicrodataFile]] = {}
    for file in files:
        groups.setdefault((file.name.table.name, file.name.year), []).append(file)
    chosen: dict[str, dict[str, list[MicrodataFile]]] = {}
    notices = []
    for (table, year), group in groups.items():
        best = max(file.order for file in group)
        first, *more = [file for file in group if file.order == best]
        chosen.setdefault(table, {})[year] = [first, *more]
        notices += [
            Notice(file.label, f"{_instead(first, file)} of the same year is read", True)
            for file in group
            if file.order != best
        ]
    return chosen, notices


def _instead(first: MicrodataFile, file: MicrodataFile) -> str:
    return f"V{first.name.version}" if first.name.rank == file.name.rank else first.label


def the_one(files: Sequence[MicrodataFile]) -> MicrodataFile:
    """The file of a table and year.

    Raises:
        DeliveryError: there are several.
    """
    first, *more = files
    if not more:
        return first
    of = f" of {first.name.year}" if first.name.year else ""
    raise DeliveryError(
        f"{first.name.table.name}{of} was delivered more than once:"
        f" {listed(file.label for file in files)}; keep one, or name it in cbs.yml"
    )


def shown_name(table: TableSpec) -> str:
    """The name of a table in files, without year and version, as `KINDOUDER`."""
    return table.published_as.partition("{")[0]
