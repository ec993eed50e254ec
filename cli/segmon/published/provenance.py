"""Where the figures of a warehouse come from: what is said of them wherever they go."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from segmon import __version__
from segmon.licence import Licence, read_licence
from segmon.project import project_vars

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Source:
    """A file that was delivered; its SHA-256 is null where it was a table of a database."""

    file_name: str
    sha256: str | None


@dataclass(frozen=True)
class Provenance:
    """Where figures come from.

    Attributes:
        is_synthetic: whether they are of an invented country.
        sources: what was delivered for the years that are published.
        publisher: who publishes them; empty if it is not said.
        contact: where readers can ask about them; empty if it is not said.
        licence: the licence of the data; null if their owner has not chosen one.
        version: the version of segmon.
    """

    is_synthetic: bool
    sources: tuple[Source, ...]
    publisher: str
    contact: str = ""
    licence: Licence | None = None
    version: str = __version__

    @property
    def delivery(self) -> str:
        """Twelve digits that the same files always have, whenever they are built."""
        files = [(source.file_name, source.sha256) for source in self.sources]
        return sha256(json.dumps(files).encode()).hexdigest()[:12]


def read_provenance(connection: duckdb.DuckDBPyConnection) -> Provenance:
    """Where the figures of a warehouse come from.

    What the project says of publisher, contact and licence goes before what it said when it built.

    Args:
        connection: a published warehouse.

    Raises:
        UsageError: the licence of the project is none.
    """
    builds = connection.execute(
        "select is_synthetic, vars from ops.build_manifest where is_current"
    ).fetchall()
    files = connection.execute(
        "select distinct file_name, sha256 from ops.input_files"
        " where build_id in (select build_id from ops.published_years) and reason is null"
        " order by all"
    ).fetchall()
    is_synthetic, built_with = builds[0]
    built, now = json.loads(built_with), project_vars()
    names = ("data_publisher", "data_contact", "data_license")
    publisher, contact, licence = (now.get(name) or built.get(name) for name in names)
    return Provenance(
        bool(is_synthetic),
        tuple(Source(*file) for file in files),
        str(publisher or ""),
        str(contact or ""),
        read_licence(licence),
    )
