"""`write_microdata`: all the files, in the folders where Statistics Netherlands has them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segmon.markers import MARKER_FILE, MARKER_TEXT
from segmon.progress import Progress
from segmon.synth.geography import Municipalities
from segmon.synth.microdata import homes, objects
from segmon.synth.microdata.files import Table, all_files
from segmon.synth.microdata.people import People, make_people
from segmon.synth.microdata.sav import write_all
from segmon.synth.tables import PARQUET_MARKER, SynthTable

FILE_FORMATS = ("sav", "parquet", "csv")
_FOLDERS = ("Onderwijs", "Bevolking", "InkomenBestedingen", "BouwenWonen")
_BESIDE = r"(schools_register|municipalities|route_distances[0-9]{4})\.csv"
_ROWS_AT_ONCE = 40  # in units of 2,048


def is_microdata_name(name: str) -> bool:
    """Whether the folder of synthetic microdata has a file or folder of this name."""
    return name in (MARKER_FILE, *_FOLDERS) or re.fullmatch(_BESIDE, name) is not None


def write_microdata(
    folder: Path,
    register: Path,
    work: Path,
    *,
    years: Sequence[int],
    seed: int,
    municipalities: Municipalities,
    file_format: str,
    population: float,
    progress: Progress,
) -> list[SynthTable]:
    """Write a register as microdata.

    Args:
        folder: where the files go.
        register: folder of the register, in layout `register`.
        work: folder for what is needed meanwhile.
        years: school years of the register, by the year in which they start.
        seed: seed of the register.
        municipalities: those of the register.
        file_format: one of FILE_FORMATS.
        population: size of the files of the population; 1 is the whole country.
        progress: called with each file and the share of files that is done.
    """
    progress("persons", 0.0)
    people = make_people(work, register, years, seed, population)
    with people.connection:
        homes.make_spells(people)
        objects.make_divisions(people, municipalities)
        tables = all_files(people, register)
        files: dict[str, list[Path]] = {}
        rows: dict[str, int] = {}
        for number, table in enumerate(tables):
            progress(Path(table.place).name, number / len(tables))
            file, n_rows = _write(people, table, folder, file_format)
            files.setdefault(table.name, []).append(file)
            rows[table.name] = rows.get(table.name, 0) + n_rows
    (folder / MARKER_FILE).write_text(MARKER_TEXT, encoding="utf-8")
    return [SynthTable(name, tuple(files[name]), rows[name]) for name in files]


def _write(people: People, table: Table, folder: Path, file_format: str) -> tuple[Path, int]:
    """Write a file; its rows are never in memory together."""
    file_format = file_format if table.variables else "csv"
    ending = file_format.upper() if table.is_upper else file_format
    file = folder / f"{table.place}.{ending}"
    file.parent.mkdir(parents=True, exist_ok=True)
    if file_format == "sav":
        return file, write_all(file, table.variables, _parts(people, table))
    target = str(file).replace("'", "''")
    options = f"format parquet, compression zstd, {PARQUET_MARKER}"
    if file_format == "csv":
        is_dutch = not table.variables and table.name != "municipalities"
        is_semicolon = is_dutch or table.place.endswith("HOOGSTEOPL2023TABV2")
        options = f"format csv, header, delimiter '{';' if is_semicolon else ','}'"
    names = ", ".join(f'"{variable.name}"' for variable in table.variables) or "*"
    counted = people.connection.execute(
        f"copy (select {names} from ({table.query}) as file) to '{target}' ({options})"
    ).fetchone()
    assert counted is not None
    return file, counted[0]


def _parts(people: People, table: Table) -> Iterator[tuple[list[str], list[NDArray[np.float64]]]]:
    """Rows of a file, some at a time: their text columns as one text, and their numbers."""
    texts = " || ".join(
        f"rpad(coalesce(\"{v.name}\", ''), {8 * v.cells}, ' ')" for v in table.variables if v.width
    )
    numbers = [f'cast("{v.name}" as double)' for v in table.variables if not v.width]
    result = people.connection.execute(
        f"select {', '.join([texts, *numbers])} from ({table.query}) as file"
    )
    while len(part := result.fetch_df_chunk(_ROWS_AT_ONCE)):
        first, *others = (part.iloc[:, i] for i in range(part.shape[1]))
        yield first.tolist(), [column.to_numpy(dtype=np.float64) for column in others]
