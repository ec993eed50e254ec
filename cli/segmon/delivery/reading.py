"""What readers say of broken files, as one sentence that names the file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from segmon.errors import DeliveryError

#: Lines of a reader's message that give a reason and show nothing of the file.
REASONS = ("Expected Number of Columns", "Value with unterminated quote", "Invalid unicode")


@contextmanager
def readable(source: str) -> Iterator[None]:
    """Turn what a reader says of a broken file into a `DeliveryError` that names it.

    The message keeps the line and the reason, never the content of the line: it may be a pupil.

    Args:
        source: the file or folder, as seen from the delivery.
    """
    try:
        yield
    except OSError as error:
        raise DeliveryError(f"{source} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise DeliveryError(f"{source} is not UTF-8; deliver it as UTF-8") from None
    except csv.Error as error:
        raise DeliveryError(f"{source} cannot be read: {error}") from None
    except duckdb.Error as error:
        lines = str(error).splitlines()
        # what could not be converted is content
        kept = [lines[0].partition(": Could not convert")[0].rstrip(": ")]
        kept += [line for line in lines[1:] if line.startswith(REASONS)]
        raise DeliveryError(f"{source} cannot be read: {' '.join(kept)}") from None
