"""The build beside other ways to the same figures, side by side in one run.

    python benchmarks/run.py [--scale 1] [--rounds 3] [--contenders script,sql,…] [--out FILE]
        [--baseline COMMIT]

Run it with the Python of the project. The register and an environment for the contenders' own
libraries (`benchmarks/requirements.lock`) are made once, in `target/benchmarks`. Contenders run in
turn (A B C, A B C, …), each as a process of its own, after one turn that is not counted. With a
baseline, the `segmon` of that commit is a contender too. Writes `FILE.json` and `FILE.md`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from contenders import BASELINES, HERE, PROJECT, SCRIPTS, USUAL, Place
from measure import Measurement, measure
from prepare import check_out, prepare
from results import machine, table


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


def parse() -> tuple[argparse.Namespace, list[str]]:
    """The options, and the contenders among them."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--scale", type=float, default=1.0, help="1 is the Netherlands")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--baseline", metavar="COMMIT", help="commit to compare this checkout with")
    parser.add_argument("--contenders", metavar="NAME,…", help=f"any of {', '.join(SCRIPTS)}")
    parser.add_argument("--work", type=Path, default=PROJECT / "target" / "benchmarks")
    parser.add_argument("--out", type=Path, help="results, without suffix")
    options = parser.parse_args()
    if options.contenders:
        contenders = options.contenders.split(",")
    else:
        contenders = [*USUAL, *(["baseline"] if options.baseline else [])]
    if unknown := set(contenders) - set(SCRIPTS):
        parser.error(f"unknown contenders: {', '.join(sorted(unknown))}")
    if not options.baseline and (old := set(contenders) & set(BASELINES.values())):
        parser.error(f"name the --baseline of {', '.join(sorted(old))}")
    return options, contenders


def run_rounds(place: Place, contenders: list[str], rounds: int) -> list[Measurement]:
    """Run all contenders in turn; the first turn warms up and is not counted."""
    runs = []
    for number in range(rounds + 1):
        for contender in contenders:
            place.reset(contender)
            run = measure(
                contender,
                number,
                place.command(contender),
                place.environment(contender),
                place.log(contender),
            )
            print(run, flush=True)
            runs += [run] if number else []
    return runs


def main() -> None:
    """Prepare, run, compare, report."""
    options, contenders = parse()
    work = options.work.resolve()
    about = machine()
    baseline = check_out(work, options.baseline) if options.baseline else None
    if baseline:
        about["baseline"] = options.baseline
    place = Place(work, options.scale, baseline)
    prepare(place, contenders)
    runs = run_rounds(place, contenders, options.rounds)
    agreed = compare(place, contenders)
    result = table(runs, contenders)
    print(f"\n{result}\n\n{agreed}")
    out = options.out or work / f"results-{options.scale:g}"
    document = {"scale": options.scale, **about, "runs": [asdict(run) for run in runs]}
    # a scale such as 0.02 is no suffix
    out.with_name(f"{out.name}.json").write_text(json.dumps(document, indent=1) + "\n")
    facts = "\n".join(f"* {key}: {value}" for key, value in about.items())
    out.with_name(f"{out.name}.md").write_text(f"{facts}\n\n{result}\n\n{agreed}\n")


if __name__ == "__main__":
    main()
