"""Names of files, tables and columns as people and tools write them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from segmon.texts import shown

#: How names begin that tools leave next to data: hidden files, markers, open documents.
IGNORED_STARTS = (".", "_", "~$")
#: Further files that are no data, in lower case.
IGNORED_NAMES = frozenset({"thumbs.db", "desktop.ini", "readme.md"})
#: Characters that are not seen: a byte order mark, a blank without width.
UNSEEN = "\ufeff\u200b"
#: Names in a message, after which it says how many more there are.
N_SHOWN = 20


def is_ignored(name: str) -> bool:
    """Whether a file or folder is no part of a delivery, as `._pupils.csv` and `_SUCCESS`."""
    return name.startswith(IGNORED_STARTS) or name.lower() in IGNORED_NAMES


def column_name(name: str) -> str:
    """The name of a column in lower case, with `_` for blanks, points and hyphens within it."""
    return re.sub(r"[\s.\-]+", "_", name.strip(UNSEEN).strip().lower())


def listed(names: Iterable[str]) -> str:
    """Names as a message lists them."""
    all_names = [shown(name)[:100] for name in names]
    more = f" and {len(all_names) - N_SHOWN:,} more" if len(all_names) > N_SHOWN else ""
    return ", ".join(all_names[:N_SHOWN]) + more


def near(name: str, names: Iterable[str]) -> str:
    """The name that is most like another one; empty if none is."""
    return next(iter(difflib.get_close_matches(name, list(names), n=1, cutoff=0.75)), "")


def meaning(name: str) -> str:
    """A name of a published file without what differs from one download to another.

    That is its number in front, its ending, capitals, and what stands between words.
    """
    stem = re.sub(r"\.csv$", "", name.lower())
    return re.sub(r"^\d+-", "", re.sub(r"[^a-z0-9]+", "-", stem)).strip("-")


def year_in(pattern: str, name: str) -> str:
    """The school year in the name of a published file; empty if it has none.

    Args:
        pattern: form of the meaning of the name; its group is the year.
        name: the name of the file.
    """
    found = re.fullmatch(pattern, meaning(name))
    return found[1] if found and found.groups() else ""
