"""What readers say of broken files, as one sentence that names the file."""

from __future__ import annotations

import csv
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from segmon.errors import DeliveryError
from segmon.texts import shown

#: What DuckDB says of a row of a CSV, and what it means.
REASONS = {
    r"Expected Number of Columns: (\d+) Found: (\d+)": "{1} cells, but the header has {0} columns",
    r"Value with unterminated quote": (
        "a quote that is not closed, or text after a closing quote; write a quote within quotes"
        ' twice ("")'
    ),
    r"Invalid unicode": "not UTF-8; save the file as CSV UTF-8",
    r"Maximum line size": "the line is too long; a quote or the end of a line is missing",
    r"state machine reached an invalid state": (
        "lines that end in several ways; save the file again as CSV UTF-8"
    ),
}


@contextmanager
def readable(source: str) -> Iterator[None]:
    """Turn what a reader says of a broken file into a `DeliveryError` that names it.

    The message keeps the line and the reason, never the content of the line: it may be a pupil.

    Args:
        source: the file or folder, as seen from the delivery.
    """
    try:
        yield
    except EOFError:
        raise DeliveryError(f"{source} cannot be read: it breaks off") from None
    except zlib.error:
        raise DeliveryError(f"{source} cannot be read: the archive is damaged") from None
    except OSError as error:
        raise DeliveryError(f"{source} cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise DeliveryError(f"{source} is not UTF-8; save it as CSV UTF-8") from None
    except csv.Error as error:
        raise DeliveryError(f"{source} cannot be read: {error}") from None
    except duckdb.Error as error:
        raise DeliveryError(_sentence(source, str(error))) from None


def _sentence(source: str, said: str) -> str:
    source = _named(source, said)
    line = re.search(r"CSV Error on Line: (\d+)", said)
    # what follows the first line of a reader's message may hold a line of the file
    for pattern, meaning in REASONS.items():
        if found := re.search(rf"^{pattern}", said, re.MULTILINE) or (
            line is None and re.search(pattern, said)
        ):
            place = f"{source}, line {line[1]}" if line else source
            return f"{place}: {meaning.format(*found.groups())}"
    # what could not be converted, or is no text, is content
    first = re.split(r": (?:Could not convert|value ['\"])", said.splitlines()[0])[0]
    return f"{source} cannot be read: {shown(first.rstrip(': '))}"


def _named(source: str, said: str) -> str:
    """The file that a message is about, where it is one of a folder, or of another table."""
    path = re.search(r"^\s*file = (.+)$", said, re.MULTILINE) or re.search(r'file "([^"]+)"', said)
    if not path:
        return source
    file = path[1].strip()
    folder = f"/{source}" if source.endswith("/") and f"/{source}" in file else "/"
    return shown(file[file.rindex(folder) + 1 :] if "/" in file else source)
