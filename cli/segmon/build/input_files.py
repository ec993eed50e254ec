"""The files a build reads: as they were when it began, and what became of their rows."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from segmon.checks.checked import CheckedDelivery
from segmon.database import connect
from segmon.delivery.files import FILE, FoundTable
from segmon.delivery.find import FoundDelivery
from segmon.delivery.open_tables import open_table
from segmon.errors import BuildError

#: Column of `ops.input_files` with what is said of a file, by whether it is not used.
NOTICES = {True: "reason", False: "read_as"}
#: Table of the layout and name of the file.
Place = tuple[str, str]


@dataclass(frozen=True)
class InputFiles:
    """The files of a delivery, as they are when the build begins.

    Attributes:
        found: the delivery.
        stamps: size in bytes and time of the last change of each file.
    """

    found: FoundDelivery
    stamps: Mapping[Place, tuple[int, int]]

    def hashes(self) -> dict[Place, str]:
        """SHA-256 of each file."""
        hashes = {}
        for place, file in _files(self.found):
            with file.open("rb") as content:
                hashes[place] = hashlib.file_digest(content, "sha256").hexdigest()
        return hashes

    def rows(
        self, build_id: str, hashes: Mapping[Place, str], checked: CheckedDelivery
    ) -> list[dict[str, Any]]:
        """The files as rows of `ops.input_files`.

        Args:
            build_id: id of the build.
            hashes: SHA-256 of each file.
            checked: what the checks found.

        Raises:
            BuildError: a file has changed since the build began.
        """
        after = _stamps(self.found)
        for (table, name), stamp in self.stamps.items():
            if after[table, name] != stamp:
                raise BuildError(f"{name} of table {table} changed while it was read; build again")
        read: dict[str, int] = {}
        rejected: Counter[str] = Counter()
        for found in self.found.tables:
            left_out = checked.left_out.get(found.name, frozenset())
            n_rows = checked.n_rows[found.name] + len(left_out)
            read.update(_rows_read(found, self.found.school_years, n_rows))
            rejected.update(path for path, _ in left_out)
        said = _said(self.found)
        used = [
            {
                "build_id": build_id,
                "table_name": table,
                "file_name": name,
                "n_bytes": after[table, name][0],
                "sha256": hashes[table, name],
                "rows_read": read.get(path, 0),
                "rows_used": read.get(path, 0) - rejected[path],
                "rows_rejected": rejected[path],
                **said.pop(name, {}),
            }
            for (table, name), file in _files(self.found)
            for path in [str(file.resolve())]
        ]
        of_tables = [
            _row_of_table(build_id, found, checked.n_rows[found.name])
            for found in self.found.tables
            if found.relation and not found.files
        ]
        unused = (_unused(self.found, build_id, name, text) for name, text in said.items())
        return [*used, *of_tables, *unused]


def _row_of_table(build_id: str, found: FoundTable, n_rows: int) -> dict[str, Any]:
    """A table of another engine, which has no size and no digest."""
    return {
        "build_id": build_id,
        "table_name": found.name,
        "file_name": found.source,
        "rows_read": n_rows,
        "rows_used": n_rows,
        "rows_rejected": 0,
    }


def _said(found: FoundDelivery) -> dict[str, dict[str, str]]:
    """What is said of files, by name, as columns of `ops.input_files`."""
    said: dict[str, dict[str, str]] = {}
    for notice in filter(lambda notice: notice.file, found.notices):
        of_file, column = said.setdefault(notice.file, {}), NOTICES[notice.is_unused]
        of_file[column] = "; ".join(filter(None, [of_file.get(column), notice.text]))
    return said


def _unused(
    found: FoundDelivery, build_id: str, name: str, said: Mapping[str, str]
) -> dict[str, Any]:
    file = found.base / name if found.base else None
    size = file.stat().st_size if file and file.is_file() else None
    rows = dict.fromkeys(("rows_read", "rows_used", "rows_rejected"), 0)
    return {"build_id": build_id, "file_name": name, "n_bytes": size, **rows, **said}


def input_files(found: FoundDelivery) -> InputFiles:
    """The files of a delivery, as they are now."""
    return InputFiles(found, _stamps(found))


def _files(found: FoundDelivery) -> Iterator[tuple[Place, Path]]:
    """Each file that is read: all but partitions of years that are not."""
    for table in found.tables:
        for name, file in table.files.items():
            partition = re.search("school_year=([^/]+)/", name)
            if not (found.school_years and partition and partition[1] not in found.school_years):
                yield (table.name, name), file


def _stamps(found: FoundDelivery) -> dict[Place, tuple[int, int]]:
    stamps = {}
    for place, file in _files(found):
        status = file.stat()
        stamps[place] = (status.st_size, status.st_mtime_ns)
    return stamps


def _rows_read(found: FoundTable, school_years: tuple[str, ...], n_rows: int) -> dict[str, int]:
    """Rows of each file, by its path, those included that are left out."""
    if len(found.files) <= 1:
        return dict.fromkeys(found.paths, n_rows)
    with connect() as connection:
        clause = open_table(connection, found, school_years).numbered_rows
        rows = connection.execute(f'select "{FILE}", count(*) {clause} group by 1').fetchall()
    return {str(path): int(n) for path, n in rows}
