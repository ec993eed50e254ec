"""From pupils to the canonical staging tables, on DuckDB, PostgreSQL and Apache Spark.

    python benchmarks/engines.py [--scale 0.1] [--engines duckdb,postgres] [--rounds 1] [--out FILE]

Run it with the Python of the project; for `spark` with that of `.venv-spark`. PostgreSQL is a
server of its own on loopback, with the settings of the tests. The register is made once, in
`target/benchmarks`. Writes `FILE.json`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb
from contenders import PROJECT, Place
from measure import MIB, Measurement, measure
from prepare import prepare
from results import machine

#: The command itself: PySpark takes what `python -c` runs for a test of its own, and ends it.
SEGMON = (str(Path(sys.executable).with_name("segmon")),)
#: What the step makes: the models that a build takes from another engine.
TABLES = ("schools", "municipalities", "school_counts", "distance_counts")
SELECTED = [f"+stg_{name}" for name in (*TABLES, "rejected_counts")]


@dataclass(frozen=True)
class Step:
    """One run of the step: seconds of its parts, and MiB of memory.

    Attributes:
        engine: where the pupils were counted.
        load: putting the delivery there.
        check: holding it against its rules.
        count: making the canonical staging tables.
        pull: taking them to DuckDB.
        client: peak of segmon's own processes, of Spark with its Java.
        server: peak of the server, if there is one.
    """

    engine: str
    load: float
    check: float
    count: float
    pull: float
    client: float
    server: float = 0.0


def on_duckdb(place: Place, work: Path, environment: Mapping[str, str]) -> Step:
    """Load, check and count as processes of their own; a check takes its start with it."""
    given = ["--input", str(place.register), "--layout", "register"]
    commands = {
        "load": ["dbt", *given],
        "check": ["check", *given, "--quiet"],
        "count": ["dbt", "--", "run", "--quiet", "--select", *SELECTED],
    }
    runs = {
        name: measure(name, 1, [*SEGMON, *command], environment, work / f"{name}.log")
        for name, command in commands.items()
    }
    counted = json.loads((work / "target" / "run_results.json").read_text())
    peak = max(run.peak_tree for run in runs.values())
    return Step(
        *("duckdb", runs["load"].wall, runs["check"].wall, counted["elapsed_time"], 0.0, peak)
    )


def on_engine(engine: str, place: Place, work: Path, environment: Mapping[str, str]) -> Step:
    """A build with another engine: it says itself what its steps take."""
    warehouse = work / "segmon.duckdb"
    command = [*SEGMON, "build", "--input", str(place.register), "--layout", "register"]
    command += ["--target", engine, "--warehouse", str(warehouse), "--quiet"]
    with _server_memory(environment) as peaks:
        run: Measurement = measure(engine, 1, command, environment, work / f"{engine}.log")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        seconds = dict(connection.execute("select step, seconds from ops.build_steps").fetchall())
    parts = (seconds[name] for name in ("load", "check", "count", "pull"))
    return Step(engine, *parts, run.peak_tree, max(peaks, default=0) / MIB)


@contextmanager
def _server_memory(environment: Mapping[str, str]) -> Iterator[list[int]]:
    """Bytes of a PostgreSQL server, twice a second; shared memory is counted once."""
    peaks, finished = list[int](), threading.Event()
    if "PGPORT" not in environment:
        yield peaks
        return
    import psycopg2

    connection = psycopg2.connect(
        host=environment["PGHOST"],
        port=environment["PGPORT"],
        user=environment["PGUSER"],
        dbname=environment["PGDATABASE"],
    )
    with connection.cursor() as cursor:
        cursor.execute("show data_directory")
        (folder,) = cursor.fetchone() or ("",)
    connection.close()
    main = int((Path(folder) / "postmaster.pid").read_text().splitlines()[0])

    def watch() -> None:
        while not finished.wait(0.5):
            peaks.append(sum(map(_share, _children(main))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield peaks
    finally:
        finished.set()
        watcher.join()


def _children(root: int) -> list[int]:
    found = Path(f"/proc/{root}/task/{root}/children").read_text().split()
    return [root, *map(int, found)]


def _share(process: int) -> int:
    """Bytes of a process, and its part of what it shares; none if it has just ended."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


@contextmanager
def _postgres() -> Iterator[dict[str, str]]:
    sys.path.insert(0, str(PROJECT / "cli" / "tests"))
    from helpers.postgres import running_server

    with running_server() as server:
        yield server.new_database()


def parser(description: str, scale: float) -> argparse.ArgumentParser:
    """The options that benchmarks of their own have, with the scale that they take by default."""
    found = argparse.ArgumentParser(description=description.split("\n")[0])
    found.add_argument("--scale", type=float, default=scale, help="1 is the Netherlands")
    found.add_argument("--rounds", type=int, default=1)
    found.add_argument("--work", type=Path, default=PROJECT / "target" / "benchmarks")
    found.add_argument("--out", type=Path, help="results, without suffix")
    return found


def main() -> None:
    """Run the step on each engine in turn, as often as there are rounds."""
    taken = parser(__doc__, 0.1)
    taken.add_argument("--engines", default="duckdb,postgres", metavar="NAME,…")
    options = taken.parse_args()
    place = Place(options.work.resolve(), options.scale)
    prepare(place, [])
    steps = list[Step]()
    for _ in range(options.rounds):
        for engine in options.engines.split(","):
            work = place.out(f"engine-{engine}")
            shutil.rmtree(work, ignore_errors=True)
            work.mkdir(parents=True)
            # Spark leaves its metastore in the folder that it runs in
            started = _postgres() if engine == "postgres" else nullcontext({})
            with started as variables:
                environment = {
                    **place.environment("segmon"),
                    **variables,
                    "SPARK_LOCAL_IP": "127.0.0.1",
                }
                if engine == "duckdb":
                    steps.append(on_duckdb(place, work, environment))
                else:
                    steps.append(on_engine(engine, place, work, environment))
            print(steps[-1], f"load {os.getloadavg()[0]:.1f}", flush=True)
    out = options.out or options.work / f"engines-{options.scale:g}"
    content = {"machine": machine(), "steps": [asdict(step) for step in steps]}
    out.with_suffix(".json").write_text(json.dumps(content, indent=1))


if __name__ == "__main__":
    main()
