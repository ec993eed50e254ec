"""The build beside other ways to the same figures, side by side in one run.

    python benchmarks/run.py [--scale 1] [--rounds 3] [--contenders script,sql,…] [--out FILE]

Run it with the Python of the project. The register and an environment for the contenders' own
libraries (`benchmarks/requirements.lock`) are made once, in `target/benchmarks`. Contenders run in
turn (A B C, A B C, …), each as a process of its own. Writes `FILE.json` and `FILE.md`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent
SEGMON = [sys.executable, "-c", "from segmon.app import main; main()"]
MIB = 1024 * 1024
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Measurement:
    """One run of a contender: seconds, and MiB of its largest process and of all together."""

    contender: str
    round: int
    wall: float
    user: float
    system: float
    peak: float
    peak_tree: float

    @property
    def cpu(self) -> float:
        """Processor seconds."""
        return self.user + self.system


@dataclass(frozen=True)
class Place:
    """Where a run finds and puts things."""

    work: Path
    register: Path
    manifest: Path
    counts: Path
    python: Path

    def command(self, contender: str) -> list[str]:
        """The command line of a contender; it writes to `work/out/CONTENDER`."""
        out, register = self.work / "out" / contender, str(self.register)
        database = str(out / "built.duckdb")
        script = [sys.executable, str(HERE / "duckdb_script.py"), register, database]
        sql = [sys.executable, str(HERE / "sql_only.py"), register, database, str(self.manifest)]
        return {
            "segmon": [
                *(*SEGMON, "build", "--input", register, "--layout", "register"),
                *("--warehouse", database, "--json"),
            ],
            "sql": [*sql, *SEVEN],
            "sql_all": sql,
            "script": script,
            "script_seven": [*script, "seven"],
            "polars": [str(self.python), str(HERE / "polars_script.py"), register, str(out)],
            "pandas": [str(self.python), str(HERE / "pandas_script.py"), register, str(out)],
            "pysal": [str(self.python), str(HERE / "pysal_script.py"), str(self.counts), str(out)],
        }[contender]


#: The marts that `script_seven` makes too.
SEVEN = (
    *("segregation_national", "segregation_g4", "segregation_urbanity"),
    *("segregation_municipality", "segregation_change", "group_distribution", "data_coverage"),
)
CONTENDERS = ("script", "script_seven", "sql", "sql_all", "segmon", "polars", "pandas", "pysal")
LIBRARIES = {"polars", "pandas", "pysal"}


def _resident(root: int) -> int:
    """Bytes resident in a process and all its descendants."""
    total, pending = 0, [root]
    while pending:
        pid = pending.pop()
        try:
            total += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
            for task in Path(f"/proc/{pid}/task").iterdir():
                pending += map(int, (task / "children").read_text().split())
        except (OSError, IndexError):
            continue
    return total


def measure(contender: str, number: int, command: list[str], log: Path) -> Measurement:
    """Run a command to its end and measure its process and all that it waited for."""
    peak_tree, finished = 0, threading.Event()

    def watch(pid: int) -> None:
        nonlocal peak_tree
        while not finished.wait(0.05):
            peak_tree = max(peak_tree, _resident(pid))

    with log.open("w") as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, cwd=PROJECT)
        watcher = threading.Thread(target=watch, args=(process.pid,))
        watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    finished.set()
    watcher.join()
    if process.returncode:
        raise SystemExit(f"{contender} failed ({process.returncode}): see {log}")
    peak = usage.ru_maxrss * 1024
    return Measurement(
        *(contender, number, wall, usage.ru_utime, usage.ru_stime),
        *(peak / MIB, max(peak, peak_tree) / MIB),
    )


def _once(path: Path, what: str, make: Callable[[], object]) -> None:
    if not path.exists():
        print(f"making {what}", file=sys.stderr, flush=True)
        make()


def _run(*command: str, **environment: str) -> None:
    subprocess.run(command, check=True, cwd=PROJECT, env={**os.environ, **environment})


def prepare(work: Path, scale: float, contenders: list[str]) -> Place:
    """Make what all runs share, each as a process of its own so that this one stays small."""
    work.mkdir(parents=True, exist_ok=True)
    place = Place(
        work,
        work / f"register-{scale:g}",
        work / "compiled" / "manifest.json",
        work / f"counts-{scale:g}.parquet",
        work / "venv" / "bin" / "python",
    )
    synthesise = (
        "import sys; from pathlib import Path; from segmon.synth import synthesise;"
        " synthesise(Path(sys.argv[1]), scale=float(sys.argv[2]))"
    )
    _once(
        place.register,
        f"the register at scale {scale:g}",
        lambda: _run(sys.executable, "-c", synthesise, str(place.register), str(scale)),
    )
    if LIBRARIES & set(contenders):

        def environment() -> None:
            _run(sys.executable, "-m", "venv", str(work / "venv"))
            lock = str(HERE / "requirements.lock")
            _run(str(place.python), "-m", "pip", "install", "-q", "--require-hashes", "-r", lock)

        _once(place.python, "the environment of the contenders", environment)
    if {"sql", "sql_all"} & set(contenders):
        place.manifest.parent.mkdir(exist_ok=True)
        # always anew: it is the project as it stands that is measured
        _run(
            *(sys.executable, "-c", "from dbt.cli.main import cli; cli()", "--quiet", "compile"),
            *("--project-dir", ".", "--profiles-dir", "."),
            *("--target-path", str(place.manifest.parent), "--log-path", str(work / "log")),
            *("--vars", '{"layout": "register"}'),
            # named as the files of the runs, since compiled SQL names the database
            SEGMON_BUILD_FILE=str(place.manifest.with_name("built.duckdb")),
        )
    if "pysal" in contenders:
        first = sys.executable, str(HERE / "agreement.py"), "counts", str(place.register)
        _once(place.counts, "counts per school", lambda: _run(*first, str(place.counts)))
    return place


def compare(place: Place, contenders: list[str]) -> str:
    """What the comparison of all figures with the build's marts says; it ends in an error."""
    said = subprocess.run(
        [
            *(sys.executable, str(HERE / "agreement.py"), "compare"),
            *(str(place.work / "out"), *contenders),
        ],
        check=False,
        capture_output=True,
        text=True,
    )
    if said.returncode:
        raise SystemExit(said.stdout + said.stderr)
    return said.stdout.strip()


def machine() -> dict[str, str]:
    """The machine and the versions, as the results name them."""
    model = "unknown processor"
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [x for x in cpuinfo.read_text().splitlines() if x.startswith("model name")]
        model = names[0].split(":")[1].strip() if names else model
    memory = os.sysconf("SC_PHYS_PAGES") * PAGE / MIB / 1024
    return {
        "machine": f"{os.cpu_count()} × {model}, {memory:.0f} GiB",
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "load at the start": f"{os.getloadavg()[0]:.1f}",
    }


def table(runs: list[Measurement], contenders: list[str]) -> str:
    """Medians, and medians of the ratios to the script of the same round, as markdown."""
    lines = [
        "| contender | wall s | CPU s | largest process MiB | all processes MiB"
        " | wall ÷ script | CPU ÷ script |",
        "|---|---|---|---|---|---|---|",
    ]
    script = {run.round: run for run in runs if run.contender == "script"}
    for contender in contenders:
        mine = [run for run in runs if run.contender == contender]
        if not mine:
            continue
        wall = cpu = "–"
        if script:
            wall = f"{median(run.wall / script[run.round].wall for run in mine):.2f}"
            cpu = f"{median(run.cpu / script[run.round].cpu for run in mine):.2f}"
        lines.append(
            f"| {contender} | {median(r.wall for r in mine):.2f}"
            f" | {median(r.cpu for r in mine):.2f}"
            f" | {median(r.peak for r in mine):.0f} | {median(r.peak_tree for r in mine):.0f}"
            f" | {wall} | {cpu} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Prepare, run, compare, report."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--scale", type=float, default=1.0, help="1 is the Netherlands")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--contenders", default=",".join(CONTENDERS))
    parser.add_argument("--work", type=Path, default=PROJECT / "target" / "benchmarks")
    parser.add_argument("--out", type=Path, help="results, without suffix")
    options = parser.parse_args()
    contenders = options.contenders.split(",")
    if unknown := set(contenders) - set(CONTENDERS):
        parser.error(f"unknown contenders: {', '.join(sorted(unknown))}")
    work = options.work.resolve()
    about = machine()
    place = prepare(work, options.scale, contenders)
    runs: list[Measurement] = []
    for number in range(1, options.rounds + 1):
        for contender in contenders:
            out = work / "out" / contender
            out.mkdir(parents=True, exist_ok=True)
            for old in out.glob("built.duckdb*"):
                old.unlink()
            log = work / "out" / f"{contender}.log"
            run = measure(contender, number, place.command(contender), log)
            runs.append(run)
            print(
                f"{number} {contender}: wall {run.wall:.2f} s, CPU {run.cpu:.2f} s,"
                f" {run.peak:.0f} MiB, all {run.peak_tree:.0f} MiB",
                flush=True,
            )
    agreed = compare(place, contenders)
    result = table(runs, contenders)
    print(f"\n{result}\n\n{agreed}")
    out = options.out or work / f"results-{options.scale:g}"
    document = {"scale": options.scale, **about, "runs": [asdict(run) for run in runs]}
    out.with_suffix(".json").write_text(json.dumps(document, indent=1) + "\n")
    facts = "\n".join(f"* {key}: {value}" for key, value in about.items())
    out.with_suffix(".md").write_text(f"{facts}\n\n{result}\n\n{agreed}\n")


if __name__ == "__main__":
    main()
