"""Writes what is made of code, models and seeds: `python docs/generate.py`.

The pages of `docs/` that say so in their first lines, and the dbt sources.
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
    from segmon.macros import keys_of_marts

    return _rendered("marts.md.j2", marts=marts(content), keys=keys_of_marts())


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
    return _rendered(
        "deliveries.md.j2", layouts=layouts, first=first, rules=rules, **forms_of_files()
    )


def forms_of_files() -> dict[str, Any]:
    """What the readers of a delivery know of files."""
    from segmon.delivery import csv_files, csv_headers, locate, names, parts, text_files

    return {
        "endings": parts.ENDINGS,
        "ignored": names.IGNORED_STARTS,
        "ignored_names": sorted(names.IGNORED_NAMES),
        "table_formats": parts.TABLE_FORMATS.values(),
        "other_forms": list(locate.OTHER_FORMS),
        "separators": csv_files.SEPARATORS.values(),
        "max_columns": csv_headers.MAX_COLUMNS,
        "max_line": text_files.MAX_LINE,
        "signatures": list(
            dict.fromkeys(what.partition(":")[0] for what in text_files.SIGNATURES.values())
        ),
    }


def sources() -> str:
    """The dbt sources."""
    from segmon.build.kept_years import KEPT
    from segmon.delivery.layouts import LAYOUTS

    tables = {table.name: table for layout in LAYOUTS.values() for table in layout.tables}
    delivered = [(tables[name], layouts) for name, layouts in layouts_of_tables().items()]
    return _rendered("sources.yml.j2", tables=delivered, n_layouts=len(LAYOUTS), kept=KEPT)


def method_page(content: dict[str, Any]) -> str:
    """The page of the method, from the macros, seeds and vars of the project."""
    from segmon.labels import read_seed

    groups: dict[str, dict[str, list[str]]] = {}
    for row in read_seed("characteristics"):
        positions = groups.setdefault(
            row["characteristic"], {"first": [], "middle": [], "third": []}
        )
        positions[row["group_position"]].append(_inside(row["group_name_en"]))
    levels: dict[str, list[str]] = {}
    for row in read_seed("programmes"):
        levels.setdefault(row["programme_level"], []).append(row["programme"])
    denominations = read_seed("denominations")
    choices = _choices()
    return _rendered(
        "method.md.j2",
        macros={m["name"]: _rules(m["description"]) for m in content["macros"].values()},
        docs={d["name"]: d["block_contents"].strip() for d in content["docs"].values()},
        vars={name: value for name, (value, _) in choices.items()},
        choices=choices,
        characteristics=groups,
        school_types=read_seed("school_types"),
        levels={level: ", ".join(programmes) for level, programmes in levels.items()},
        n_labels=len(denominations),
        n_denominations=len({row["denomination"] for row in denominations}),
    )


def _inside(name: str) -> str:
    """A name as it is written inside a sentence; an abbreviation stays."""
    return name if name[:2].isupper() else name[0].lower() + name[1:]


def _rules(description: str) -> str:
    """What a macro does, its formula, its rule for null and its source; not how it is called."""
    first, *others = description.strip().split("\n\n")
    kept = [part for part in others if part.startswith(("**Formula", "**Null", "**Source"))]
    return "\n\n".join([first, *kept])


def _choices() -> dict[str, tuple[str, str]]:
    """Default and meaning of each var: the value, and the comment above it."""
    choices, comment = {}, list[str]()
    text = (PROJECT / "dbt_project.yml").read_text(encoding="utf-8")
    for line in text.partition("\nvars:\n")[2].splitlines():
        if line.startswith("  #"):
            comment.append(line.strip("# "))
        elif line.startswith("  "):
            name, _, value = line.strip().partition(": ")
            choices[name] = (value, " ".join(comment))
            comment = []
        elif line:
            break
    return choices


if __name__ == "__main__":
    parsed = manifest()
    (DOCS / "marts.md").write_text(page(parsed), encoding="utf-8")
    (DOCS / "method.md").write_text(method_page(parsed), encoding="utf-8")
    (DOCS / "ops.md").write_text(ops_page(), encoding="utf-8")
    (DOCS / "deliveries.md").write_text(deliveries_page(), encoding="utf-8")
    SOURCES.write_text(sources(), encoding="utf-8")
