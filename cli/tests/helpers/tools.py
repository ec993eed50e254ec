"""The hand-made register as tools write it: pandas, Spark, DuckDB, R and spreadsheets."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from helpers.deliveries import register_tables, write_delivery, write_query
from helpers.spoils import Files, in_parts, overwrite


def register(folder: Path) -> Path:
    """The hand-made register, with distances."""
    tables = register_tables()
    n = len(tables["pupils"])
    distances = [f"{i % 7}.{i % 10}" if i % 5 else None for i in range(n)]
    pupils = tables["pupils"].assign(home_to_school_km=distances)
    return write_delivery({**tables, "pupils": pupils}, folder)


def rewritten(**options: Any) -> Files:
    """The pupils as pandas writes them with other options."""

    def write(folder: Path) -> None:
        frame = pd.read_csv(folder / "pupils.csv", dtype=object)
        if "decimal" in options:
            frame = frame.astype({"home_to_school_km": float})
        frame.to_csv(folder / "pupils.csv", **{"index": False, **options})

    return write


def packed(file: str) -> Files:
    """A CSV in a gzip archive."""

    def pack(folder: Path) -> None:
        content = (folder / file).read_bytes()
        (folder / f"{file}.gz").write_bytes(gzip.compress(content))
        (folder / file).unlink()

    return pack


def zstd(folder: Path) -> None:
    """The pupils in a zstd archive, as DuckDB writes it."""
    frame = pd.read_csv(folder / "pupils.csv", dtype=object)
    (folder / "pupils.csv").unlink()
    with duckdb.connect() as connection:
        connection.register("frame", frame)
        connection.execute(
            f"copy frame to '{folder}/pupils.csv.zst' (format csv, compression zstd)"
        )


def csv_parts(folder: Path) -> None:
    """The pupils in CSV parts, the way of Spark, with its marks and sums."""
    frame = pd.read_csv(folder / "pupils.csv", dtype=object)
    (folder / "pupils.csv").unlink()
    (folder / "pupils").mkdir()
    for i, rows in enumerate((frame[:100], frame[100:])):
        rows.to_csv(folder / "pupils" / f"part-{i:05}.csv", index=False)
        (folder / "pupils" / f".part-{i:05}.csv.crc").write_bytes(b"crc")
    (folder / "pupils" / "_SUCCESS").touch()


def hive(*columns: str, form: str, keep: bool = False) -> Files:
    """The pupils in folders that are named after columns."""

    def write(folder: Path) -> None:
        frame = pd.read_csv(folder / "pupils.csv", dtype=object)
        (folder / "pupils.csv").unlink()
        for values, rows in frame.groupby(list(columns)):
            names = [f"{c}={v}" for c, v in zip(columns, values, strict=True)]
            home = folder.joinpath("pupils", *names)
            home.mkdir(parents=True)
            part = rows if keep else rows.drop(columns=list(columns))
            if form == "csv":
                part.to_csv(home / "part-0.csv", index=False)
            else:
                write_query("from part", home / "part-0.parquet", part=part)

    return write


def as_parquet(query: str) -> Files:
    """The pupils as one Parquet file."""

    def write(folder: Path) -> None:
        in_parts("pupils", pupils=query)(folder)
        (folder / "pupils" / "pupils.parquet").rename(folder / "pupils.parquet")
        (folder / "pupils").rmdir()

    return write


def both(first: Files, second: Files) -> Files:
    """One change after another."""

    def change(folder: Path) -> None:
        first(folder)
        second(folder)

    return change


def on_lines(change: Callable[[list[bytes]], list[bytes]], end: bytes = b"\n") -> Files:
    """Other lines in the file of schools."""
    return overwrite("schools.csv", lambda b: end.join([*change(b.rstrip().split(b"\n")), b""]))
