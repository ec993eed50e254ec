"""`cbs.yml` in a delivered folder: which files are which table, where a site names them so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from segmon.delivery.microdata_names import MICRODATA_ENDINGS, MicrodataName
from segmon.delivery.microdata_spec import Serves
from segmon.delivery.names import listed, near
from segmon.delivery.spec import LayoutSpec, TableSpec
from segmon.errors import DeliveryError
from segmon.texts import shown

SITE_FILE = "cbs.yml"
#: What it looks like, for messages.
EXAMPLE = 'files: {cbs_persons: "personen/*_{year}.csv"}'
#: What may be in braces in a pattern, as a regular expression.
PARTS = {"year": "(?P<year>(?:19|20)[0-9]{2})", "version": "(?P<version>[0-9]+)"}
#: What stands for other names in a pattern, as a regular expression.
WILD = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}


@dataclass(frozen=True)
class SitePattern:
    """Files that are a table.

    Attributes:
        table: the table of the layout.
        folder: the folder that was delivered, from which the files are named.
        text: their names, as `cbs.yml` has them.
    """

    table: TableSpec
    folder: Path
    text: str

    def name_of(self, path: Path) -> MicrodataName | None:
        """What the name of a file says; null where it is not meant."""
        if not path.is_relative_to(self.folder):
            return None
        seen_from_there = path.relative_to(self.folder).as_posix()
        found = re.fullmatch(_regex(self.text), seen_from_there, re.IGNORECASE)
        if not found:
            return None
        said = found.groupdict()
        return MicrodataName(self.table, said.get("year") or "", int(said.get("version") or 0))


def _regex(pattern: str) -> str:
    pieces = re.split(r"(\{\w+\}|\*\*/|\*\*|\*|\?)", pattern.replace("\\", "/"))
    return "".join(
        PARTS[piece.strip("{}")] if piece.startswith("{") else WILD.get(piece, re.escape(piece))
        for piece in pieces
    )


def site_patterns(folders: Sequence[Path], layout: LayoutSpec) -> list[SitePattern]:
    """The patterns of the `cbs.yml` of each delivered folder.

    Args:
        folders: the folders that were delivered.
        layout: the layout.

    Raises:
        DeliveryError: one is not as it should be.
    """
    return [
        pattern
        for folder in folders
        if (file := folder / SITE_FILE).is_file()
        for pattern in _patterns(file, layout)
    ]


def require_met(patterns: Sequence[SitePattern], paths: Sequence[Path]) -> None:
    """Make sure that every pattern is the name of a file that is there, which is one table.

    Raises:
        DeliveryError: one is not, or a file is two tables.
    """
    for pattern in patterns:
        if not any(pattern.name_of(path) for path in paths):
            raise DeliveryError(
                f"{SITE_FILE}: no file is named {shown(pattern.text)} ({pattern.table.name}), seen"
                f" from {pattern.folder}"
            )
    for path in paths:
        tables = sorted({p.table.name for p in patterns if p.name_of(path)})
        if len(tables) > 1:
            raise DeliveryError(
                f"{SITE_FILE}: {shown(path.name)} would be {' and '.join(tables)}; make the"
                " patterns narrower"
            )
        if tables and path.is_file() and not path.name.lower().endswith(MICRODATA_ENDINGS):
            raise DeliveryError(
                f"{SITE_FILE}: {shown(path.name)} ({tables[0]}) has no ending that is read:"
                f" {listed(MICRODATA_ENDINGS)}"
            )


def _patterns(file: Path, layout: LayoutSpec) -> Iterator[SitePattern]:
    tables = {table.name: table for table in layout.tables}
    for name, texts in _files(_content(file)).items():
        if name not in tables:
            like = near(str(name), tables)
            meant = f"did you mean {like}?" if like else f"its tables are {listed(tables)}"
            raise DeliveryError(
                f"{SITE_FILE}: {shown(name)} is no table of layout {layout.name}; {meant}"
            )
        for text in texts if isinstance(texts, list) else [texts]:
            if not isinstance(text, str) or not text:
                raise DeliveryError(
                    f"{SITE_FILE}: the files of {name} are {shown(text)}; write a name or a list"
                    f" of names, such as {EXAMPLE}"
                )
            _require_pattern(tables[name], text)
            yield SitePattern(tables[name], file.parent.resolve(), text.removeprefix("./"))


def _content(file: Path) -> Any:
    import yaml

    try:
        return yaml.safe_load(file.read_text(encoding="utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "it is not UTF-8"
        raise DeliveryError(
            f"{SITE_FILE}{line}: {shown(problem)}; put every name in quotes, as in {EXAMPLE}"
        ) from None
    except OSError as error:
        raise DeliveryError(f"{SITE_FILE} cannot be read: {error.strerror or error}") from None


def _files(content: Any) -> dict[Any, Any]:
    files = content.get("files") if isinstance(content, dict) else None
    if not isinstance(files, dict) or not files:
        raise DeliveryError(f"{SITE_FILE} names no files; write {EXAMPLE}")
    if more := [shown(key) for key in content if key != "files"]:
        raise DeliveryError(f"{SITE_FILE}: {listed(more)} is not known there; write {EXAMPLE}")
    return files


def _require_pattern(table: TableSpec, text: str) -> None:
    """Make sure that a pattern can be the name of files of a table."""
    parts = re.findall(r"\{(.*?)\}", text)
    wrong = [part for part in parts if part not in PARTS] or [
        part for part in PARTS if parts.count(part) > 1
    ]
    said = f"{SITE_FILE}: {shown(text)} ({table.name})"
    if wrong or text.count("{") != len(parts):
        raise DeliveryError(
            f"{said} has something in braces that is not {{year}} or {{version}}, each once at most"
        )
    if re.match(r"[/\\]|[A-Za-z]:", text) or ".." in re.split(r"[/\\]", text):
        raise DeliveryError(f"{said} leads out of the folder: name files as seen from {SITE_FILE}")
    is_of_year = table.microdata and table.microdata.serves in (Serves.OWN, Serves.INCOME)
    if is_of_year and "year" not in parts:
        raise DeliveryError(
            f"{said} does not say of which year a file is: put {{year}} where the four digits are"
        )
    if not table.microdata and parts:
        raise DeliveryError(f"{said} is of every school year: name the one file")
