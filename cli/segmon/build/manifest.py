"""What a build was made of: versions, vars and input files."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segmon import __version__
from segmon.checks.checked import CheckedDelivery
from segmon.database import connect
from segmon.delivery.files import FILE, DeliveredTable
from segmon.delivery.find import Delivery, delivered_columns
from segmon.errors import BuildError
from segmon.project import project_dir

if TYPE_CHECKING:
    from segmon.build.run import BuildOptions

#: Packages whose versions say how a build was made.
PACKAGES = ("dbt-core", "dbt-duckdb", "duckdb", "great-expectations", "pandas", "typer")


def now() -> datetime:
    """The time in UTC, without a zone, as the warehouse keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)


def versions() -> dict[str, str]:
    """Version of the project and of the packages it builds with."""
    return {"segmon": __version__, **{name: version(name) for name in PACKAGES}}


def git_commit() -> str | None:
    """Commit of the project, `-dirty` after it if files differ; null outside a repository."""
    git = shutil.which("git")
    if not git or not (project_dir() / ".git").exists():
        return None
    described = subprocess.run(
        [
            *(git, "-C", str(project_dir())),
            *("describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    return described.stdout.strip() or None


class InputFiles:
    """The files of a delivery, as they are when the build begins.

    Args:
        delivery: the delivery.
    """

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery
        self._stamps = self._stamp()

    def _files(self) -> Iterator[tuple[str, str, Path]]:
        """Table, name and path of each file, but for partitions of years that are not read."""
        years = self._delivery.school_years
        for delivered in self._delivery.tables:
            for name, file in delivered.files.items():
                partition = re.search("school_year=([^/]+)/", name)
                if not (years and partition and partition[1] not in years):
                    yield delivered.table.name, name, file

    def _stamp(self) -> dict[tuple[str, str], tuple[int, int]]:
        stamps = {}
        for table, name, file in self._files():
            status = file.stat()
            stamps[table, name] = (status.st_size, status.st_mtime_ns)
        return stamps

    def hash(self) -> dict[tuple[str, str], str]:
        """SHA-256 of each file, by table and name."""
        hashes = {}
        for table, name, file in self._files():
            with file.open("rb") as content:
                hashes[table, name] = hashlib.file_digest(content, "sha256").hexdigest()
        return hashes

    def rows(
        self, build_id: str, hashes: Mapping[tuple[str, str], str], checked: CheckedDelivery
    ) -> list[dict[str, Any]]:
        """The files as rows of `ops.input_files`.

        Raises:
            BuildError: a file has changed since the build began.
        """
        after = self._stamp()
        for (table, name), stamp in self._stamps.items():
            if after[table, name] != stamp:
                raise BuildError(f"{name} of table {table} changed while it was read; build again")
        read: dict[str, int] = {}
        rejected: Counter[str] = Counter()
        for delivered in self._delivery.tables:
            n_rows = checked.n_rows[delivered.table.name]
            read.update(_rows_read(self._delivery, delivered, n_rows))
            rejected.update(at for at, _ in delivered.left_out)
        return [
            {
                "build_id": build_id,
                "table_name": table,
                "file_name": name,
                "n_bytes": after[table, name][0],
                "sha256": hashes[table, name],
                "rows_read": read.get(path, 0),
                "rows_used": read.get(path, 0) - rejected[path],
                "rows_rejected": rejected[path],
            }
            for table, name, file in self._files()
            for path in [str(file.resolve())]
        ]


def _rows_read(delivery: Delivery, delivered: DeliveredTable, n_used: int) -> dict[str, int]:
    """Rows of each file, by its path, those included that are left out."""
    if len(delivered.files) <= 1:
        n_rows = n_used + len(delivered.left_out)
        return {str(file.resolve()): n_rows for file in delivered.files.values()}
    with connect() as connection:
        delivered_columns(connection, delivered)
        clause = delivery.rows_of(replace(delivered, left_out=set()), are_numbered=True)
        rows = connection.execute(f'select "{FILE}", count(*) {clause} group by 1').fetchall()
    return {str(file): int(n) for file, n in rows}


def build_row(
    build_id: str,
    started_at: datetime,
    layout: str,
    variables: Mapping[str, Any],
    options: BuildOptions,
    files: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """A build as its row of `ops.build_manifest`."""
    known = versions()
    return {
        "build_id": build_id,
        "is_current": True,
        "started_at": started_at,
        "finished_at": now(),
        "project_version": __version__,
        "git_commit": git_commit(),
        "dbt_version": known["dbt-core"],
        "duckdb_version": known["duckdb"],
        "layout": layout,
        "vars": json.dumps(variables, sort_keys=True),
        "is_full_refresh": options.is_full_refresh,
        "is_synthetic": options.is_synthetic,
        **{
            name: sum(file[name] for file in files)
            for name in ("rows_read", "rows_used", "rows_rejected")
        },
    }
