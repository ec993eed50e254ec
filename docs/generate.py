"""Writes docs/marts.md and docs/ops.md from what they describe: `python docs/generate.py`."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

DOCS = Path(__file__).resolve().parent
PROJECT = DOCS.parent

TEMPLATE = """\
# The marts

Generated from the models by `python docs/generate.py`; change the models, not this page.
Schema `marts` of the published warehouse. Values are doubles rounded to 12 decimals; null stands
for undefined or unknown, and never for 0.
{% for mart in marts %}

## {{ mart.name }}

{{ mart.description.strip() }}

| column | type | meaning |
|---|---|---|
{% for column in mart.columns.values() %}
{% set meaning = column.description.strip() | replace('|', '\\\\|') %}
| `{{ column.name }}` | {{ column.data_type }} | {{ meaning }} |
{% endfor %}

{{ mart.config.meta.question }}:

```sql
{{ mart.config.meta.example.strip() }}
```
{% endfor %}
"""

OPS = """\
# Schema `ops`: what the warehouse was made of

Generated from the code by `python docs/generate.py`; change the code, not this page. Schema `ops`
of the published warehouse tells of every build whose school years still stand.
{% for name, (description, columns) in tables.items() %}

## {{ name }}

{{ description }}

| column | type | meaning |
|---|---|---|
{% for column, (type, meaning) in columns.items() %}
| `{{ column }}` | {{ type }} | {{ meaning }} |
{% endfor %}
{% endfor %}
"""


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
    # Markdown, not HTML: nothing to escape
    environment = Environment(  # noqa: S701
        trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined, keep_trailing_newline=True
    )
    return environment.from_string(template).render(**content)


def page(content: dict[str, Any]) -> str:
    """The page of the marts of a manifest."""
    return _rendered(TEMPLATE, marts=marts(content))


def ops_page() -> str:
    """The page of schema `ops`."""
    from segmon.build.ops import TABLES

    return _rendered(OPS, tables=TABLES)


if __name__ == "__main__":
    (DOCS / "marts.md").write_text(page(manifest()), encoding="utf-8")
    (DOCS / "ops.md").write_text(ops_page(), encoding="utf-8")
