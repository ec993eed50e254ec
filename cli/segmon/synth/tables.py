"""What was written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from segmon.markers import PARQUET_KEY, PARQUET_VALUE

#: What each Parquet file says of itself, as an option of `copy`.
PARQUET_MARKER = f"kv_metadata {{{PARQUET_KEY}: '{PARQUET_VALUE}'}}"


@dataclass(frozen=True)
class SynthTable:
    """One table written: its name, its files and its number of rows."""

    name: str
    files: tuple[Path, ...]
    rows: int

    def moved(self, old: Path, new: Path) -> SynthTable:
        """The same table, after its folder moved."""
        files = tuple(new / file.relative_to(old) for file in self.files)
        return SynthTable(self.name, files, self.rows)
