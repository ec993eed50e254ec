"""Running the dbt project of the product in a scratch database, and looking at what came of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from segmon.build.dbt_process import DbtProcess
from segmon.database import load_seeds
from segmon.delivery.find import find_delivery
from segmon.delivery.layouts import LAYOUTS
from segmon.delivery.open import REJECTED_COUNTS, SERVING_FILES, open_delivery
from segmon.errors import BuildError
from segmon.project import project_dir

#: DUO's open files of 2016, which are not a part of the project.
PUBLISHED = project_dir().parent / "shared" / "data" / "duo-2016-2017"
PACKAGE = "segmon"
DATABASE = "segmon.duckdb"
SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


@dataclass(frozen=True)
class DbtRun:
    """One dbt command that has come to its end, well or not; every process can look at it.

    Attributes:
        folder: the folder that it ran in.
    """

    folder: Path

    @property
    def nodes(self) -> dict[str, str]:
        """Status of every node that finished, by name."""
        nodes: dict[str, str] = json.loads((self.folder / "nodes.json").read_text())
        return nodes

    @property
    def said(self) -> str:
        """What dbt said of the nodes that failed; empty when all went well."""
        return (self.folder / "said.txt").read_text()

    @property
    def manifest(self) -> dict[str, Any]:
        """The manifest that dbt wrote."""
        manifest: dict[str, Any] = json.loads((self.folder / "manifest.json").read_text())
        return manifest

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A read-only connection to the database."""
        return duckdb.connect(str(self.folder / DATABASE), read_only=True, config=SETTINGS)

    def compiled(self, model: str) -> str:
        """The SQL that a model was compiled to."""
        files = (self.folder / "compiled").rglob(f"{model}.sql")
        # a unit test compiles its fixtures in a folder of its yml, under the name of the model
        (file,) = (file for file in files if not file.parent.name.startswith("_unit_tests"))
        return file.read_text()


def run_dbt(folder: Path, layout: str, command: list[str], delivery: Path | None = None) -> DbtRun:
    """Run one dbt command in the process that a build runs it in.

    Args:
        folder: an empty folder for the database, logs and artefacts.
        layout: the layout whose staging models feed the waist.
        command: the dbt command.
        delivery: folder of the delivery; without one, every table of every layout is empty.
    """
    folder.mkdir(parents=True, exist_ok=True)
    nodes: dict[str, str] = {}
    said = ""
    dbt = DbtProcess(folder, folder / DATABASE, {"layout": layout})
    try:
        with duckdb.connect(str(folder / DATABASE), config=SETTINGS) as connection:
            load_seeds(connection)
            if delivery is None:
                _create_empty_deliveries(connection)
            else:
                open_delivery(connection, find_delivery(delivery, layout))
        dbt.run(command, lambda node: nodes.update({node["node"]: node["status"]}))
    except BuildError as error:
        said = str(error)
    finally:
        dbt.stop()
    (folder / "nodes.json").write_text(json.dumps(nodes))
    (folder / "said.txt").write_text(said)
    with duckdb.connect(str(folder / DATABASE), config=SETTINGS) as connection:
        # the process was ended: whatever is still in its log belongs in the file
        connection.execute("checkpoint")
    return DbtRun(folder)


def kept_models(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    """The models that are kept as tables, each after what it reads."""
    nodes, order = manifest["nodes"], list[str]()

    def visit(name: str) -> None:
        if name not in order:
            for parent in nodes[name]["depends_on"].get("nodes", []) if name in nodes else []:
                visit(parent)
            order.append(name)

    for name in nodes:
        visit(name)
    models = [nodes[name] for name in order if name.startswith("model.")]
    return [model for model in models if model["config"]["materialized"] == "table"]


def _create_empty_deliveries(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("create schema delivery")
    connection.execute(REJECTED_COUNTS)
    connection.execute(SERVING_FILES)
    tables = {table.name: table for layout in LAYOUTS.values() for table in layout.tables}
    for name, table in tables.items():
        columns = ", ".join(f'"{column}" varchar' for column in table.column_names)
        connection.execute(f"create table delivery.{name} ({columns})")
