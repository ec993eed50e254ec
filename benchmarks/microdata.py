"""Microdata as delivered, next to the register that it was made of: time, memory, steps.

    python benchmarks/microdata.py [--scale 0.02] [--population SIZE] [--rounds 1] [--out FILE]

Both are made once, in `target/benchmarks`; at scale 1 with `--population 1` the files take 11 GB.
Each round builds the register and the microdata in turn. Writes `FILE.json`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import asdict
from pathlib import Path

import duckdb
from contenders import Place
from measure import measure
from prepare import prepare
from results import machine

from engines import SEGMON, parser


def deliver(place: Place, population: float | None) -> Path:
    """The files of microdata of the country of a register, made once."""
    folder = place.work / f"microdata-{place.scale:g}-{population or 0:g}"
    if not folder.exists():
        print(f"making the microdata at scale {place.scale:g}", flush=True)
        command = [*SEGMON, "synth", "--layout", "cbs", "--out", str(folder)]
        command += ["--scale", str(place.scale)]
        command += ["--population", str(population)] if population else []
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder


def seconds_of(warehouse: Path) -> dict[str, float]:
    """Seconds of each step and of each model that reads or joins microdata, longest first."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        steps = dict(connection.execute("select step, seconds from ops.build_steps").fetchall())
    (results,) = warehouse.with_name(f"{warehouse.stem}.builds").glob("*.dbt/run_results.json")
    models = {
        result["unique_id"].rpartition(".")[2]: round(result["execution_time"], 1)
        for result in json.loads(results.read_text())["results"]
        if "stg_cbs__" in result["unique_id"]
    }
    longest = sorted(models.items(), key=lambda model: -model[1])[:10]
    return {**steps, **dict(longest)}


def main() -> None:
    """Build both in turn, as often as there are rounds."""
    taken = parser(__doc__, 0.02)
    taken.add_argument("--population", type=float, help="length of the population files")
    options = taken.parse_args()
    place = Place(options.work.resolve(), options.scale)
    prepare(place, [])
    deliveries = {"register": place.register, "cbs": deliver(place, options.population)}
    runs = []
    for number in range(1, options.rounds + 1):
        for layout, delivery in deliveries.items():
            work = place.out(f"microdata-{layout}")
            shutil.rmtree(work, ignore_errors=True)
            work.mkdir(parents=True)
            warehouse = work / "segmon.duckdb"
            command = [*SEGMON, "build", "--input", str(delivery), "--layout", layout]
            command += ["--warehouse", str(warehouse), "--quiet"]
            environment = place.environment("segmon")
            run = measure(layout, number, command, environment, work / "build.log")
            seconds = seconds_of(warehouse)
            print(run, seconds, f"load {os.getloadavg()[0]:.1f}", flush=True)
            runs.append({**asdict(run), "seconds": seconds})
    out = options.out or options.work / f"microdata-{options.scale:g}"
    out.with_suffix(".json").write_text(json.dumps({"machine": machine(), "runs": runs}, indent=1))


if __name__ == "__main__":
    main()
