"""One warehouse over four builds: a year again, differently; as it was; a year more; all anew."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from helpers.deliveries import (
    YEARS,
    Tables,
    counts_tables,
    register_tables,
    spoiled,
    write_delivery,
)
from helpers.replay import recorded
from helpers.running import PATIENCE, Built, wait_until
from segmon.build.context import BuildOptions
from segmon.build.run import build
from segmon.progress import quiet

FIRST, SECOND = YEARS
THIRD = "2024-2025"
#: Ends the reader.
STOP = "stop"


def of_year(tables: Tables, year: str, name: str | None = None) -> Tables:
    """The rows of one school year, perhaps under the name of another."""
    return {
        table: frame[frame.school_year == year].assign(school_year=name or year)
        for table, frame in tables.items()
    }


def changed(tables: Tables) -> Tables:
    """The delivery with other incomes in the second year."""
    pupils = tables["pupils"].reset_index(drop=True)
    rows = pupils.index[(pupils.school_year == SECOND) & (pupils.school_id == "00AP01")]
    return spoiled({**tables, "pupils": pupils}, "pupils", "income_percentile", "1", *rows)


def copy_warehouse(warehouse: Path, folder: Path) -> Path:
    """A warehouse with the folder of its builds, elsewhere."""
    shutil.copytree(warehouse.parent, folder)
    return folder / warehouse.name


@dataclass(frozen=True)
class Yearly:
    """What was there after each of the builds, and what a reader saw meanwhile."""

    folder: Path

    def after(self, step: str) -> Built:
        """The warehouse after a step."""
        return Built(self.folder / step / "segmon.duckdb")

    def recording(self, step: str) -> Path:
        """What dbt made in a step."""
        return self.folder / f"{step}-dbt"

    def delivery(self, step: str) -> Path:
        """What was delivered for a step."""
        return self.folder / f"{step}-delivery"


#: Name of the step, layout, school year that is asked for, and whether all is built anew.
STEPS = [
    ("changed", "register", SECOND, False),
    ("again", "register", SECOND, False),
    ("more", "counts", THIRD, False),
    ("refreshed", "register", None, True),
]


def make_yearly(folder: Path, built: Built) -> None:
    """Build them, a reader beside them all the while."""
    whole = register_tables()
    tables = {
        "changed": of_year(changed(whole), SECOND),
        "again": of_year(whole, SECOND),
        "more": of_year(counts_tables(), SECOND, THIRD),
        "refreshed": whole,
    }
    warehouse = copy_warehouse(built.warehouse, folder / "now")
    steps = Yearly(folder)
    reader = start_reader(warehouse, folder)
    for step, layout, year, is_full_refresh in STEPS:
        delivery = write_delivery(tables[step], steps.delivery(step))
        steps.recording(step).mkdir()
        options = BuildOptions(
            school_years=(year,) if year else (), is_full_refresh=is_full_refresh
        )
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("segmon.build.make.DbtProcess", recorded(steps.recording(step)))
            build(delivery, layout, warehouse, quiet, options)
        wait_for_reader(warehouse, folder)
        copy_warehouse(warehouse, folder / step)
    stop_reader(reader, folder)


READER = """
import json, pathlib, sys, time
import duckdb

warehouse, stop = sys.argv[1], pathlib.Path(sys.argv[2])
WHOLE = '''
    select
        (select build_id from ops.build_manifest where is_current),
        (select string_agg(school_year, ' ' order by school_year) from ops.published_years),
        (select string_agg(distinct school_year, ' ' order by school_year)
            from marts.data_coverage),
        (select cast(sum(hash(m)) as varchar) from marts.segregation_municipality as m),
        (select count(*) from marts.segregation_change)
'''
settings = {"autoinstall_known_extensions": "false"}
kept = duckdb.connect(warehouse, read_only=True, config=settings)
before, seen, n = kept.execute(WHOLE).fetchone(), set(), 0
# a file that is open twice in a process is one database: either it is kept open or opened anew
is_kept = sys.argv[3] == "kept"
if not is_kept:
    kept.close()
print("ready", flush=True)
while not stop.exists() or not n:
    if is_kept:
        assert kept.execute(WHOLE).fetchone() == before
    else:
        with duckdb.connect(warehouse, read_only=True, config=settings) as new:
            state = new.execute(WHOLE).fetchone()
        seen.add(state)
        stop.with_name(f"saw-{state[0]}").touch()
    n += 1
    time.sleep(0.2)
print(json.dumps([sorted(seen), before, n]))
"""


def start_reader(warehouse: Path, folder: Path) -> list[subprocess.Popen[str]]:
    """Two processes that read in a loop: one opens the file anew each time, one keeps it open."""
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, warehouse, folder / STOP, kind],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for kind in ("fresh", "kept")
    ]
    for reader in readers:
        assert reader.stdout
        said = reader.stdout.readline()
        assert said == "ready\n", said + reader.stdout.read()
    return readers


def wait_for_reader(warehouse: Path, folder: Path) -> None:
    """Wait until the reader has seen what is published."""
    ((build_id,),) = Built(warehouse).rows(
        "select build_id from ops.build_manifest where is_current"
    )
    wait_until((folder / f"saw-{build_id}").exists)


def stop_reader(readers: list[subprocess.Popen[str]], folder: Path) -> None:
    """End the readers; what they saw is kept in the folder, and nothing of it is an error."""
    (folder / STOP).touch()
    seen = []
    for reader in readers:
        said, _ = reader.communicate(timeout=PATIENCE)
        assert reader.returncode == 0, said
        seen.append(json.loads(said))
    (folder / "seen.json").write_text(json.dumps(seen))
