"""The marts by hand: DuckDB as a good engineer would write it, checks left out.

    python duckdb_script.py REGISTER OUT.duckdb [all | seven]

The SQL is in `script/`. All marts are made from one scan, which keeps a few bytes of each pupil;
the seven marts of segregation, its change, the groups and the coverage from one that keeps none.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

PROJECT = Path(__file__).resolve().parents[1]
#: The counts of each school that has pupils; what every mart but the distances is made of.
COUNTS = {
    "all": ("macros", "pupils", "schools", "scan"),
    "seven": ("macros", "pupils", "scan_seven"),
}
#: What both ways share.
SHARED = ("areas", "segregation", "changes")
#: Files of `script/` in the order in which they run.
PARTS = {
    "all": (*COUNTS["all"], *SHARED, "categories", "moves", "distances", "figures", "comparison"),
    "seven": (*COUNTS["seven"], *SHARED),
}


def run(connection: duckdb.DuckDBPyConnection, register: str, parts: tuple[str, ...]) -> None:
    """Run parts of the script on a register."""
    connection.execute(f"set variable register = '{register}'")
    connection.execute(f"set variable seeds = '{PROJECT / 'seeds'}'")
    for part in parts:
        file = PROJECT / "benchmarks" / "script" / f"{part}.sql"
        connection.execute(file.read_text(encoding="utf-8"))


def main(register: str, out: str, which: str = "all") -> None:
    """Write the marts of a register to a DuckDB file."""
    with duckdb.connect(out) as connection:
        connection.execute("create schema marts")
        run(connection, register, PARTS[which])


if __name__ == "__main__":
    main(*sys.argv[1:])
