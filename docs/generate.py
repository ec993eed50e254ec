"""Writes what is made of code and models: `python docs/generate.py`.

The pages `docs/marts.md`, `docs/ops.md` and `docs/deliveries.md`, and the dbt sources.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined

DOCS = Path(__file__).resolve().parent
PROJECT = DOCS.parent
SOURCES = PROJECT / "models" / "staging" / "_sources.yml"


def manifest() -> dict[str, Any]:
    """The manifest of the project, parsed afresh."""
    from dbt.cli.main import dbtRunner

    with tempfile.TemporaryDirectory() as folder:
        options = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
        options += ["--target-path", folder, "--log-path", folder, "--quiet"]
        outcome = dbtRunner().invoke(["parse", *options])
        if not outcome.success:
            raise SystemExit(str(outcome.exception))
        content: dict[str, Any] = json.loads((Path(folder) / "manifest.json").read_text())
    return content


def marts(content: dict[str, Any]) -> list[dict[str, Any]]:
    """The marts of a manifest, by name."""
    nodes = [n for n in content["nodes"].values() if n["resource_type"] == "model"]
    return sorted((n for n in nodes if n["schema"] == "marts"), key=lambda n: str(n["name"]))


def _rendered(template: str, **content: Any) -> str:
    # Markdown and YAML, not HTML: nothing to escape
    environment = Environment(  # noqa: S701
        loader=ChoiceLoader([FileSystemLoader(DOCS / "templates"), PackageLoader("segmon")]),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.filters["quoted"] = lambda text: json.dumps(text, ensure_ascii=False)
    return environment.get_template(template).render(**content)


def page(content: dict[str, Any]) -> str:
    """The page of the marts of a manifest."""
    return _rendered("marts.md.j2", marts=marts(content))


def ops_page() -> str:
    """The page of schema `ops`."""
    from segmon.build.ops import TABLES

    return _rendered("ops.md.j2", tables=TABLES)


def layouts_of_tables() -> dict[str, list[str]]:
    """Names of the layouts that have a table, by the name of the table."""
    from segmon.delivery.layouts import LAYOUTS

    found: dict[str, list[str]] = {}
    for layout in LAYOUTS.values():
        for table in layout.tables:
            found.setdefault(table.name, []).append(layout.name)
    return found


def deliveries_page() -> str:
    """The page of the layouts of a delivery."""
    from segmon.delivery.layouts import LAYOUTS

    layouts = LAYOUTS.values()
    first = {table: names[0] for table, names in layouts_of_tables().items()}
    columns = (column for layout in layouts for table in layout.tables for column in table.columns)
    rules = {column.rule.what: column.rule for column in columns}
    return _rendered("deliveries.md.j2", layouts=layouts, first=first, rules=rules)


def sources() -> str:
    """The dbt sources."""
    from segmon.build.kept_years import TABLES
    from segmon.delivery.layouts import LAYOUTS

    tables = {table.name: table for layout in LAYOUTS.values() for table in layout.tables}
    delivered = [(tables[name], layouts) for name, layouts in layouts_of_tables().items()]
    return _rendered("sources.yml.j2", tables=delivered, n_layouts=len(LAYOUTS), kept=TABLES)


if __name__ == "__main__":
    (DOCS / "marts.md").write_text(page(manifest()), encoding="utf-8")
    (DOCS / "ops.md").write_text(ops_page(), encoding="utf-8")
    (DOCS / "deliveries.md").write_text(deliveries_page(), encoding="utf-8")
    SOURCES.write_text(sources(), encoding="utf-8")
