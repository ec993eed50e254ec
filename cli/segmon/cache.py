"""Files that only save time, in the cache folder of the user; none of them is ever needed."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

from platformdirs import user_cache_path

from segmon.files import replacing

#: How many files stay; those written longest ago go first.
N_KEPT = 20


def cached(suffix: str, *key: str) -> Path | None:
    """Where a file is kept that depends on nothing but its key.

    Args:
        suffix: ending of its name.
        key: all that its content depends on.

    Returns:
        The place, whether or not there is a file; null where the user has no folder.
    """
    folder = user_cache_path("segmon", appauthor=False)
    digest = hashlib.sha256("\0".join(key).encode()).hexdigest()
    # without a home, `~` stays in the path
    return folder / f"{digest[:32]}{suffix}" if folder.is_absolute() else None


def keep(content: bytes, place: Path) -> None:
    """Write to a place in the cache, in one rename; where that fails, nothing is kept."""
    with suppress(OSError):
        # builds side by side do not meet
        with replacing(place) as mine:
            mine.write_bytes(content)
        for old in sorted(place.parent.iterdir(), key=lambda kept: kept.stat().st_mtime)[:-N_KEPT]:
            old.unlink()
