"""The SQL of one build: the compiled models of the project in order, in DuckDB, without dbt.

    python sql_only.py REGISTER OUT.duckdb MANIFEST.json [MART …]

With names of marts, only those and what they depend on; without, all that a register can fill.
The manifest is what `dbt compile` writes. Seeds are loaded with the column types of the project;
contracts, comments and tests are dbt's work and are left out.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import duckdb

#: The columns of the layout that the models may read.
PUPILS = """school_year, sector, pupil_id, school_id, grade, income_percentile, education_parent_1,
    education_parent_2, birth_country_parent_1, birth_country_parent_2, home_to_school_km"""


def in_order(nodes: dict[str, Any], wanted: list[str]) -> list[str]:
    """The wanted nodes and all they depend on, each after what it reads."""
    order: list[str] = []

    def visit(name: str) -> None:
        if name in nodes and name not in order:
            for parent in nodes[name]["depends_on"].get("nodes", []):
                visit(parent)
            order.append(name)

    for name in wanted:
        visit(name)
    return order


def statement(node: dict[str, Any], project: Path) -> str:
    """The SQL that makes a model or a seed."""
    relation = f'"{node["schema"]}"."{node["alias"]}"'
    if node["resource_type"] == "seed":
        types = ", ".join(f"'{c}': '{t}'" for c, t in node["config"]["column_types"].items())
        file = project / node["original_file_path"]
        return (
            f"create table {relation} as from read_csv('{file}', header = true,"
            f" types = {{{types}}})"
        )
    kind = node["config"]["materialized"]
    return f"create {kind} {relation} as {node['compiled_code']}"


def main(register: str, out: str, manifest: str, *wanted: str) -> None:
    """Run the models into a DuckDB file."""
    nodes = json.loads(Path(manifest).read_text())["nodes"]
    marts = [
        name
        for name, node in nodes.items()
        if node["schema"] == "marts"
        and node["resource_type"] == "model"
        and (not wanted or node["name"] in wanted)
    ]
    order = in_order(nodes, marts)
    project = Path(__file__).resolve().parents[1]
    with duckdb.connect(out) as connection:
        # as in profiles.yml
        connection.execute("set checkpoint_threshold = '1GB'; set preserve_insertion_order = false")
        for schema in {"delivery", *(nodes[name]["schema"] for name in order)}:
            connection.execute(f'create schema "{schema}"')
        connection.execute(
            f"create view delivery.pupils as select {PUPILS} from"
            f" read_parquet('{register}/pupils/**/*.parquet', hive_types_autocast = false)"
        )
        for table in ("schools", "municipalities"):
            connection.execute(
                f"create view delivery.{table} as from read_parquet('{register}/{table}.parquet')"
            )
        connection.execute(
            "create table delivery.rejected_counts"
            " (school_year varchar, sector varchar, n_rows bigint)"
        )
        for name in order:
            connection.execute(statement(nodes[name], project))


if __name__ == "__main__":
    main(*sys.argv[1:])
