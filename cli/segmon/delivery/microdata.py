"""Finding a delivery of microdata: which file is which table, and which school year it serves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from segmon.delivery.files import FoundTable, open_table_files
from segmon.delivery.locate import is_table, reason_unused
from segmon.delivery.microdata_files import Chosen, MicrodataFile, choose, walk
from segmon.delivery.microdata_names import microdata_name
from segmon.delivery.microdata_tables import MicrodataPart, read_part, table_of
from segmon.delivery.names import listed
from segmon.delivery.serving import (
    Served,
    Serving,
    costs,
    require_needed,
    school_year,
    serve,
    starts_of,
)
from segmon.delivery.spec import LayoutSpec, TableSpec
from segmon.errors import DeliveryError
from segmon.findings import Finding, Notice

#: A file with its name as seen from the delivery.
Entry = tuple[str, Path]


@dataclass(frozen=True)
class FoundMicrodata:
    """What was found in folders of microdata.

    Attributes:
        tables: the tables of the layout.
        serving: which file serves which school year.
        notices: what school years have not, and what is said of files that are not read.
    """

    tables: tuple[FoundTable, ...]
    serving: tuple[Serving, ...]
    notices: tuple[Notice, ...]


def find_microdata(
    folders: Sequence[Path], layout: LayoutSpec, school_years: Sequence[str], place: object
) -> FoundMicrodata:
    """Find the files of microdata and read the headers of those that are used.

    Args:
        folders: the folders that were delivered.
        layout: the layout.
        school_years: the school years to read; empty for all of which pupils were delivered.
        place: where the delivery is, for people.

    Raises:
        UsageError: a var of the project is wrong, or a library is missing.
        DeliveryError: a file is missing, is there twice, or cannot be opened.
    """
    entries = list(walk(folders, layout))
    named, others = _named(entries, layout)
    named, notices = _known_by_columns(named)
    chosen, of_versions = choose(named)
    starts = _starts(layout, chosen, school_years, entries, place)
    served, missing = serve(layout, chosen, starts)
    require_needed(missing, place)
    canonical, others = _canonical(layout, others, place)
    tables = tuple(
        canonical[table.name] if table.name in canonical else _table(table, served)
        for table in layout.tables
    )
    used = {each.part.file.label for each in served}
    unused = [
        *notices,
        *of_versions,
        *(
            Notice(file.label, "it serves no school year that is read", True)
            for of_table in chosen.values()
            for files in of_table.values()
            for file in files
            if file.label not in used
        ),
        *(Notice(label, reason_unused(layout, path), True) for label, path in others),
    ]
    return FoundMicrodata(
        tables,
        tuple(each.serving for each in served),
        (*costs(missing, starts), *sorted(unused, key=lambda notice: notice.file)),
    )


def _named(entries: Iterable[Entry], layout: LayoutSpec) -> tuple[list[MicrodataFile], list[Entry]]:
    """The files that have the name of a table of microdata, and the others."""
    named, others = [], []
    for label, path in entries:
        if name := microdata_name(layout, path.name) if path.exists() else None:
            named.append(MicrodataFile(path, label, name))
        else:
            others.append((label, path))
    return named, others


def _known_by_columns(files: Sequence[MicrodataFile]) -> tuple[list[MicrodataFile], list[Notice]]:
    """The files without those that have not the columns by which they would be known."""
    kept, notices = [], []
    for file in files:
        microdata = file.name.table.microdata
        known_by = microdata.known_by if microdata else ()
        try:
            header = read_part(file).header if known_by else ()
        except DeliveryError as error:
            notices.append(Notice(file.label, str(error), True))
            continue
        if absent := [name for name in known_by if name not in header]:
            reason = f"no {file.name.table.name}: it has no column {listed(absent)}"
            notices.append(Notice(file.label, reason, True))
        else:
            kept.append(file)
    return kept, notices


def _starts(
    layout: LayoutSpec,
    chosen: Chosen,
    school_years: Sequence[str],
    entries: Sequence[Entry],
    place: object,
) -> list[str]:
    """The years in which the school years start that are read."""
    held = starts_of(layout, chosen)
    names = " or ".join(t.published_as for t in layout.tables if t.counts_pupils)
    if not held:
        there = listed(label for label, _ in entries) or "nothing"
        raise DeliveryError(
            f"the delivery {place} has no pupils: no file is named {names}; in it: {there}"
        )
    if absent := [year for year in school_years if year[:4] not in held]:
        raise DeliveryError(
            f"the delivery {place} has no pupils of {', '.join(absent)}, in a file named {names};"
            f" it has those of {', '.join(map(school_year, held))}"
        )
    return sorted({year[:4] for year in school_years}) or held


def _canonical(
    layout: LayoutSpec, entries: Sequence[Entry], place: object
) -> tuple[dict[str, FoundTable], list[Entry]]:
    """The tables that come in the canonical form, and the files that are none of them.

    Raises:
        DeliveryError: one is not there, or is there twice.
    """
    tables, used = {}, set[Path]()
    for spec in layout.tables:
        if spec.microdata:
            continue
        found = [(label, path) for label, path in entries if is_table(spec, path)]
        if len(found) > 1:
            raise DeliveryError(
                f"{spec.name} was delivered more than once: {listed(label for label, _ in found)};"
                " keep one"
            )
        if not found:
            rule = f"not found: expected {spec.files}"
            finding = Finding(spec.name, "", rule, 0, 1, resolve="see docs/cbs.md")
            raise DeliveryError(f"the delivery {place} is incomplete", [finding])
        tables[spec.name] = open_table_files(spec, [path for _, path in found])
        used |= {path for _, path in found}
    return tables, [(label, path) for label, path in entries if path not in used]


def _table(spec: TableSpec, served: Sequence[Served]) -> FoundTable:
    """A table, of the files that serve some school year."""
    parts: dict[str, MicrodataPart] = {}
    divisions: dict[str, list[str]] = {}
    for each in served:
        if each.part.table is spec:
            parts[each.part.file.label] = each.part
            of_file = divisions.setdefault(each.part.file.label, [])
            if each.division and each.division not in of_file:
                of_file.append(each.division)
    return table_of(spec, list(parts.values()), divisions)
