"""Where the figures of a report come from: what a page or a picture says wherever it goes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from segmon import __version__
from segmon.project import project_vars

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Provenance:
    """Where figures come from.

    Attributes:
        is_synthetic: whether they are of an invented country.
        delivery: the first twelve digits of the SHA-256 of the names and SHA-256 of its files: the
            same files give the same, whenever they are built.
        publisher: who publishes them; empty if it is not said.
        version: the version of segmon.
    """

    is_synthetic: bool
    delivery: str
    publisher: str
    version: str = __version__


def read_provenance(connection: duckdb.DuckDBPyConnection) -> Provenance:
    """Where the figures of a warehouse come from.

    What the project says of the publisher goes before what it said when it built.

    Args:
        connection: a published warehouse.
    """
    builds = connection.execute(
        "select is_synthetic, vars from ops.build_manifest where is_current"
    ).fetchall()
    files = connection.execute(
        "select distinct file_name, sha256 from ops.input_files"
        " where build_id in (select build_id from ops.published_years) and reason is null"
        " order by all"
    ).fetchall()
    digest = sha256(json.dumps(files).encode()).hexdigest()[:12]
    is_synthetic, built_with = builds[0]
    publisher = project_vars()["data_publisher"] or json.loads(built_with).get("data_publisher")
    return Provenance(bool(is_synthetic), digest, str(publisher or ""))
