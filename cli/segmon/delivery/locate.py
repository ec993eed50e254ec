"""Which file of a delivery is which table, and what the files are that are none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from segmon.delivery.layouts import LAYOUTS
from segmon.delivery.microdata_names import has_name_of
from segmon.delivery.names import is_ignored, listed, meaning, near, year_in
from segmon.delivery.parts import ENDINGS
from segmon.delivery.spec import LayoutSpec, TableSpec
from segmon.errors import DeliveryError
from segmon.findings import Finding, Notice
from segmon.texts import shown

#: What files are that hold data and are not read, by the end of their name.
OTHER_FORMS = {
    (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods"): "a workbook: save each sheet as CSV UTF-8",
    (".sav", ".zsav", ".dta", ".sas7bdat", ".rds", ".rdata", ".por"): (
        "a file of a statistics program: export it as CSV UTF-8 or Parquet"
    ),
    (".zip", ".7z", ".rar", ".tar", ".tgz", ".bz2", ".xz"): "an archive: unpack it",
    (".feather", ".arrow", ".orc", ".avro", ".json", ".jsonl", ".duckdb", ".db", ".sqlite"): (
        "not a form that is read: export it as CSV UTF-8 or Parquet"
    ),
    (
        ".txt",
        ".dat",
        ".asc",
        ".pq",
        ".parq",
    ): "not an ending that is read: name it .csv or .parquet",
}
#: The last school year of which DUO published pupil weights.
LAST_WEIGHTS = "2018-2019"


@dataclass(frozen=True)
class Located:
    """A table of a layout, and its files or its folder; none where an optional one is not there."""

    spec: TableSpec
    paths: tuple[Path, ...]


def locate(folder: Path, spec: LayoutSpec) -> tuple[list[Located], list[Notice]]:
    """Tell by their names which files are which table.

    Args:
        folder: the folder that was delivered.
        spec: the layout.

    Returns:
        Every table of the layout, and a notice of every file that is none of them.

    Raises:
        DeliveryError: a table is not there, or is there more than once.
    """
    entries = [path for path in sorted(folder.iterdir()) if not is_ignored(path.name)]
    tables = [Located(table, _paths(table, entries)) for table in spec.tables]
    used = {path for table in tables for path in table.paths}
    others = [path for path in entries if path not in used]
    if missing := [t.spec for t in tables if not t.paths and not t.spec.optional]:
        raise _incomplete(folder, spec, missing, entries, others)
    return tables, [Notice(_named(path), reason_unused(spec, path), True) for path in others]


def _paths(table: TableSpec, entries: Sequence[Path]) -> tuple[Path, ...]:
    found = tuple(path for path in entries if is_table(table, path) and path.exists())
    # a table of the canonical form, and each year of a published one, has one file
    by_year: dict[str, list[str]] = {}
    for path in found:
        year = year_in(table.pattern, path.name) if table.pattern else ""
        by_year.setdefault(year, []).append(_named(path))
    for year, names in by_year.items():
        if len(names) > 1:
            raise DeliveryError(
                f"{table.name} was delivered more than once{f' for {year}' if year else ''}:"
                f" {listed(names)}; keep one"
            )
    return found


def is_table(table: TableSpec, path: Path) -> bool:
    """Whether a file or folder has the name of a table, whatever its case."""
    name = path.name.lower()
    if table.microdata:
        return has_name_of(table, name)
    if table.pattern:
        return name.endswith(".csv") and bool(re.fullmatch(table.pattern, meaning(name)))
    return name in {table.name, *(table.name + ending for ending in ENDINGS)}


def _named(path: Path) -> str:
    return shown(path.name) + ("/" if path.is_dir() else "")


def reason_unused(layout: LayoutSpec, path: Path) -> str:
    """Why a file is not used.

    Args:
        layout: the layout of the delivery.
        path: the file or folder.
    """
    if not path.exists():
        return "a link that leads nowhere"
    name = path.name.lower()
    for endings, what in OTHER_FORMS.items():
        if name.endswith(endings):
            return what
    if path.is_dir() and (inside := _tables_in(path, layout)):
        return f"a folder with {listed(inside)} in it; a delivery is one folder"
    for other in LAYOUTS.values():
        for table in other.tables:
            if is_table(table, path):
                return f"a table of layout {other.name}"
    if table_name := _meant(layout, path):
        return (
            f"not the name of a table; if it is more of {table_name}, put both in a folder"
            f" {table_name}/"
        )
    return f"no table of layout {layout.name} has this name"


def _meant(layout: LayoutSpec, path: Path) -> str:
    """The table that a name is like; empty if it is like none."""
    stem = _stem(path)
    tables = [table.name for table in layout.tables if not table.pattern]
    begun = (name for name in tables if stem.startswith(name) or name.startswith(f"{stem}s"))
    return next(begun, "") or near(stem, tables)


def _stem(path: Path) -> str:
    name = path.name.lower()
    endings = (*ENDINGS, *(ending for endings in OTHER_FORMS for ending in endings))
    return next((name.removesuffix(end) for end in endings if name.endswith(end)), name)


def _tables_in(folder: Path, layout: LayoutSpec) -> list[str]:
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return []
    return [path.name for path in entries if any(is_table(t, path) for t in layout.tables)]


def _incomplete(
    folder: Path,
    layout: LayoutSpec,
    missing: Sequence[TableSpec],
    entries: Sequence[Path],
    others: Sequence[Path],
) -> DeliveryError:
    findings = [
        Finding(
            table.name,
            "",
            f"not found: expected {table.files}",
            0,
            1,
            resolve=_advice(table, others),
        )
        for table in missing
    ]
    there = listed(map(_named, entries)) or "nothing"
    hints = "".join(f"\n  {hint}" for hint in _hints(folder, layout, missing, entries))
    return DeliveryError(
        f"the delivery {folder} is incomplete; in the folder: {there}{hints}",
        findings,
        notices=[Notice(_named(path), reason_unused(layout, path), True) for path in others],
    )


def _advice(table: TableSpec, others: Sequence[Path]) -> str:
    """What a missing table may be instead."""
    if table.pattern:
        by_name = {meaning(path.name): path for path in others if path.suffix.lower() == ".csv"}
        like = near(meaning(table.published_as), by_name)
    else:
        by_name = {_stem(path): path for path in others}
        like = table.name if table.name in by_name else near(table.name, by_name)
        like = like or next((stem for stem in by_name if stem.startswith(table.name)), "")
    if not like:
        return ""
    path = by_name[like]
    for endings, what in OTHER_FORMS.items():
        if path.name.lower().endswith(endings):
            return f"{_named(path)} is {what}"
    return f"did you mean {_named(path)}?"


def _hints(
    folder: Path, layout: LayoutSpec, missing: Sequence[TableSpec], entries: Sequence[Path]
) -> Iterator[str]:
    for other in LAYOUTS.values():
        first = other.tables[0]
        if other.name != layout.name and any(is_table(first, path) for path in entries):
            yield f"it looks like a delivery of layout {other.name}: --layout {other.name}"
    for path in entries:
        inside = _tables_in(path, layout) if path.is_dir() else []
        if inside:
            yield f"the folder {_named(path)} has {listed(inside)}: --input {folder / path.name}"
    if any("gewicht" in table.pattern for table in missing) and any(map(_is_later, entries)):
        yield (
            f"DUO published pupil weights until {LAST_WEIGHTS}: for later years count pupils per"
            " school and use layout counts (--layout counts)"
        )


def _is_later(path: Path) -> bool:
    """Whether a file is one of DUO's about a year without pupil weights."""
    name = meaning(path.name)
    years = re.findall(r"\d{4}-\d{4}", name)
    return "leerlingen" in name and any(year > LAST_WEIGHTS for year in years)
