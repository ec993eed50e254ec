"""Finding a delivery of microdata: which file is which table, and which school year it serves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from segmon.delivery.files import FoundTable, open_table_files
from segmon.delivery.microdata.entries import Entry, Named, named
from segmon.delivery.microdata.files import Chosen, choose, walk
from segmon.delivery.microdata.missing import costs, require_needed, school_year
from segmon.delivery.microdata.parts import MicrodataPart
from segmon.delivery.microdata.serving import Served, Serving, divisions_of, earlier_files, serve
from segmon.delivery.microdata.site_files import SITE_FILE, require_met, site_patterns
from segmon.delivery.microdata.tables import table_of
from segmon.delivery.microdata_spec import Serves
from segmon.delivery.names import listed
from segmon.delivery.spec import LayoutSpec, TableSpec
from segmon.errors import DeliveryError
from segmon.findings import Finding, Notice


@dataclass(frozen=True)
class FoundMicrodata:
    """What was found in folders of microdata.

    Attributes:
        tables: the tables of the layout.
        serving: which file serves which school year.
        notices: what school years have not, and what is said of files that are not read.
        list_years: school years whose lists are needed, such as that of municipalities.
    """

    tables: tuple[FoundTable, ...]
    serving: tuple[Serving, ...]
    notices: tuple[Notice, ...]
    list_years: tuple[str, ...]


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
    entries = [entry for entry in walk(folders, layout) if entry[1].name.lower() != SITE_FILE]
    patterns = site_patterns(folders, layout)
    require_met(patterns, [path for _, path in entries])
    files = named(entries, layout, patterns)
    chosen, of_versions = choose(files.files)
    starts = _starts(layout, chosen, school_years, entries, place)
    served, missing = serve(layout, chosen, starts)
    require_needed(missing, place)
    unused = [*files.unused, *of_versions, *_of_no_year(chosen, served)]
    return FoundMicrodata(
        tuple(_table(table, served, files, place) for table in layout.tables),
        tuple(each.serving for each in served),
        (
            *costs(missing, starts),
            *earlier_files(served),
            *sorted(unused, key=lambda notice: notice.file),
        ),
        tuple(sorted({school_year(year) for year in divisions_of(starts).values()})),
    )


def _starts(
    layout: LayoutSpec,
    chosen: Chosen,
    school_years: Sequence[str],
    entries: Sequence[Entry],
    place: object,
) -> list[str]:
    """The years in which the school years start that are read."""
    of_pupils = [table for table in layout.tables if table.counts_pupils]
    held = sorted({year for table in of_pupils for year in chosen.get(table.name, {})})
    names = " or ".join(table.published_as for table in of_pupils)
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


def _of_no_year(chosen: Chosen, served: Sequence[Served]) -> Iterator[Notice]:
    """What is said of files that serve no school year."""
    used = {each.part.file.label for each in served}
    for of_table in chosen.values():
        for files in of_table.values():
            for file in files:
                microdata = file.name.table.microdata
                reason = "it serves no school year that is read"
                if microdata and microdata.serves is Serves.LATEST:
                    reason = f"that of {max(of_table)} has what it has, and is read"
                if file.label not in used:
                    yield Notice(file.label, reason, True)


def _table(spec: TableSpec, served: Sequence[Served], files: Named, place: object) -> FoundTable:
    """A table, of the files that serve some school year, or in the canonical form."""
    if not spec.microdata:
        return _canonical(spec, files.canonical.get(spec.name, []), place)
    parts: dict[str, MicrodataPart] = {}
    divisions: dict[str, list[str]] = {}
    for each in served:
        if each.part.table is spec:
            parts[each.part.file.label] = each.part
            of_file = divisions.setdefault(each.part.file.label, [])
            if each.division and each.division not in of_file:
                of_file.append(each.division)
    return table_of(spec, list(parts.values()), divisions)


def _canonical(spec: TableSpec, found: Sequence[Entry], place: object) -> FoundTable:
    """A table in the canonical form.

    Raises:
        DeliveryError: it is not there, or is there twice.
    """
    if not found:
        rule = f"not found: expected {spec.files}"
        finding = Finding(
            spec.name,
            "",
            rule,
            0,
            1,
            resolve="a row for each school year and municipality, as in docs/deliveries.md",
        )
        raise DeliveryError(f"the delivery {place} is incomplete", [finding])
    if len(found) > 1:
        labels = listed(label for label, _ in found)
        raise DeliveryError(f"{spec.name} was delivered more than once: {labels}; keep one")
    ((label, path),) = found
    return open_table_files(spec, [path], label)
