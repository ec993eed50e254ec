"""What each file in folders of microdata is: of a table, by its name, its columns or `cbs.yml`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from segmon.delivery.layouts import LAYOUTS
from segmon.delivery.locate import OTHER_FORMS, is_table
from segmon.delivery.microdata.files import MicrodataFile, shown_name
from segmon.delivery.microdata.parts import read_part
from segmon.delivery.microdata.site_files import SITE_FILE, SitePattern
from segmon.delivery.microdata_names import (
    STATISTICS_ENDINGS,
    MicrodataName,
    microdata_name,
    stem_of,
)
from segmon.delivery.names import listed
from segmon.delivery.spec import LayoutSpec, TableSpec
from segmon.errors import DeliveryError, UsageError
from segmon.findings import Notice
from segmon.texts import shown

#: A file or folder of parts, with its name as seen from the delivery.
Entry = tuple[str, Path]
#: Bytes of the largest file that may be a register of schools, which has some thousand rows.
MAX_SMALL = 50_000_000


@dataclass(frozen=True)
class Named:
    """What files are.

    Attributes:
        files: those that have the name of a table of microdata.
        canonical: those of tables in the canonical form, by table.
        unused: what is said of the others.
    """

    files: tuple[MicrodataFile, ...]
    canonical: dict[str, list[Entry]]
    unused: tuple[Notice, ...]


def named(entries: Sequence[Entry], layout: LayoutSpec, patterns: Sequence[SitePattern]) -> Named:
    """Tell what each file is.

    Args:
        entries: the files.
        layout: the layout.
        patterns: what `cbs.yml` says; for a table that is in it, nothing else is looked at.
    """
    by_site = {pattern.table.name for pattern in patterns}
    files, unused, unknown = list[MicrodataFile](), list[Notice](), list[Entry]()
    canonical: dict[str, list[Entry]] = {}
    for label, path in entries:
        name = _name(path, layout, patterns)
        if name and name.table.name in by_site and not _is_named(path, patterns):
            reason = f"{SITE_FILE} names other files of {name.table.name}"
            unused.append(Notice(label, reason, True))
        elif not name:
            unknown.append((label, path))
        elif name.table.microdata:
            files.append(MicrodataFile(path, label, name))
        else:
            canonical.setdefault(name.table.name, []).append((label, path))
    kept, of_columns = _known_by_columns(files, by_site)
    further = {file.path: file for file in _by_columns(unknown, layout, {*by_site, *_names(kept)})}
    unused += of_columns
    unused += [
        Notice(label, reason_unused(layout, path), True)
        for label, path in unknown
        if path not in further
    ]
    return Named((*kept, *further.values()), canonical, tuple(unused))


def _name(path: Path, layout: LayoutSpec, patterns: Sequence[SitePattern]) -> MicrodataName | None:
    """What a file is, by `cbs.yml` or by its name."""
    if not path.exists():
        return None
    for pattern in patterns:
        if name := pattern.name_of(path):
            return name
    for table in layout.tables:
        if not table.microdata and is_table(table, path):
            return MicrodataName(table, "")
    return microdata_name(layout, path.name)


def _is_named(path: Path, patterns: Sequence[SitePattern]) -> bool:
    return any(pattern.name_of(path) for pattern in patterns)


def _names(files: Sequence[MicrodataFile]) -> set[str]:
    return {file.name.table.name for file in files}


def _known_by_columns(
    files: Sequence[MicrodataFile], by_site: Collection[str]
) -> tuple[list[MicrodataFile], list[Notice]]:
    """The files without those that have not the columns by which they would be known."""
    kept, notices = [], []
    for file in files:
        table = file.name.table
        if table.name in by_site or not _known_by(table):
            kept.append(file)
            continue
        try:
            absent = [n for n in _known_by(table) if n not in read_part(file).header]
        except DeliveryError as error:
            said, start = str(error), f"{shown(file.label)} "
            reason = f"it {said.removeprefix(start)}" if said.startswith(start) else said
            notices.append(Notice(file.label, reason, True))
            continue
        if absent:
            reason = f"no {table.name}: it has no column {listed(absent)}"
            notices.append(Notice(file.label, reason, True))
        else:
            kept.append(file)
    return kept, notices


def _by_columns(
    entries: Sequence[Entry], layout: LayoutSpec, found: Collection[str]
) -> Iterator[MicrodataFile]:
    """Files of any name that have the columns of a table of which none was found by its name.

    Files that are named as Statistics Netherlands names them are of other tables, and there may be
    thousands of them.
    """
    for table in layout.tables:
        for label, path in entries if _known_by(table) and table.name not in found else ():
            stem = stem_of(path.name)
            is_of_others = re.search("[0-9]{4}.*v[0-9]+$", stem)
            if not stem or is_of_others or not path.is_file() or path.stat().st_size > MAX_SMALL:
                continue
            file = MicrodataFile(path, label, MicrodataName(table, ""))
            try:
                header = read_part(file).header
            except (DeliveryError, UsageError):
                continue
            if set(_known_by(table)) <= set(header):
                yield file


def _known_by(table: TableSpec) -> tuple[str, ...]:
    return table.microdata.known_by if table.microdata else ()


def reason_unused(layout: LayoutSpec, path: Path) -> str:
    """Why a file is not used.

    Args:
        layout: the layout of the delivery.
        path: the file.
    """
    if not path.exists():
        return "a link that leads nowhere"
    name = path.name.lower()
    for endings, what in OTHER_FORMS.items():
        if name.endswith(tuple(end for end in endings if end not in STATISTICS_ENDINGS)):
            return what
    for table in layout.tables:
        words = table.microdata.names if table.microdata and not _known_by(table) else ()
        if any(re.search(f"(?<![a-z]){word}(?:tab|bus|[^a-z]|$)", name) for word in words):
            return (
                f"its name is not {table.published_as}; if it is {shown_name(table)}, name it in"
                f" {SITE_FILE}"
            )
    for other in LAYOUTS.values():
        if other.name != layout.name and any(is_table(table, path) for table in other.tables):
            return f"a table of layout {other.name}"
    return f"no table of layout {layout.name} has this name"
