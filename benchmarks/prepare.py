"""What the contenders need before they run, each made in a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from contenders import BASELINES, HERE, LIBRARIES, PROJECT, SEGMON, Place

SYNTHESISE = (
    "import sys; from pathlib import Path; from segmon.synth import synthesise;"
    " synthesise(Path(sys.argv[1]), scale=float(sys.argv[2]))"
)


def prepare(place: Place, contenders: list[str]) -> None:
    """Make what the runs of some contenders share; what is there already is used again."""
    place.work.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "cli")}
    _once(
        place.register,
        f"the register at scale {place.scale:g}",
        [sys.executable, "-c", SYNTHESISE, str(place.register), str(place.scale)],
        environment,
    )
    if set(LIBRARIES) & set(contenders):
        _libraries(place, environment)
    if {"sql", "sql_all"} & set(contenders):
        _compile(place, environment)
    if "pysal" in contenders:
        counts = [sys.executable, str(HERE / "agreement.py"), "counts"]
        _once(
            place.counts,
            "counts per school",
            [*counts, str(place.register), str(place.counts)],
            environment,
        )
    for contender in contenders:
        if place.project(contender):
            _verify(place, contender)
    for contender in contenders:
        if contender.endswith("_year"):
            _publish(place, contender)


def check_out(work: Path, commit: str) -> Path:
    """A checkout of a commit of this project, made once."""
    folder = work / f"baseline-{commit}"
    if not folder.exists():
        _say(f"a checkout of {commit}")
        clone = ["git", "clone", "--quiet", "--shared", "--no-checkout", str(PROJECT), str(folder)]
        subprocess.run(clone, check=True)
    switch = ["git", "-C", str(folder), "checkout", "--quiet", "--detach", commit]
    subprocess.run(switch, check=True)
    return folder


def _libraries(place: Place, environment: Mapping[str, str]) -> None:
    venv, lock = place.work / "venv", str(HERE / "requirements.lock")
    create = [sys.executable, "-m", "venv", str(venv)]
    _once(venv, "the environment of the contenders", create, environment)
    # the environment is there before its libraries are
    installed = venv / "installed"
    install = [str(place.python), "-m", "pip", "install", "-q", "--require-hashes", "-r", lock]
    _once(installed, "their libraries", install, environment)
    installed.touch()


def _compile(place: Place, environment: Mapping[str, str]) -> None:
    """Compile the models, always anew: it is the project as it is now that is measured."""
    place.manifest.parent.mkdir(exist_ok=True)
    command = [
        *(sys.executable, "-c", "from dbt.cli.main import cli; cli()", "--quiet", "compile"),
        *("--project-dir", ".", "--profiles-dir", "."),
        *("--target-path", str(place.manifest.parent), "--log-path", str(place.work / "log")),
        *("--vars", '{"layout": "register"}'),
    ]
    # named as the files of the runs, since compiled SQL names the database
    file = {"SEGMON_BUILD_FILE": str(place.manifest.with_name("built.duckdb"))}
    subprocess.run(command, check=True, cwd=PROJECT, env={**environment, **file})


def _verify(place: Place, contender: str) -> None:
    """See that a contender runs the code and the project of its own checkout, and no other.

    Raises:
        SystemExit: it does not, or files of the baseline were changed.
    """
    project = place.project(contender)
    doctor = [*SEGMON, "doctor", "--warehouse", str(place.database(contender)), "--json"]
    # it may end with an error: there is no warehouse yet
    said = json.loads(_output(doctor, place.environment(contender), place.work))
    git = ["git", "-C", str(project), "rev-parse", "HEAD"]
    commit = _output(git, place.environment(contender), place.work).strip()
    if said["project"] != str(project):
        raise SystemExit(f"{contender} works with {said['project']}, not with {project}")
    if contender in BASELINES.values() and said["commit"] != commit:
        raise SystemExit(f"{contender} is {said['commit']}, not {commit}: remove {project}")


def _publish(place: Place, contender: str) -> None:
    """Build every year, always anew, for a build of one year to start from."""
    _say(f"the warehouse that {contender} starts from")
    every_year = contender.removesuffix("_year")
    place.reset(every_year)
    subprocess.run(
        place.command(every_year),
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=place.work,
        env=place.environment(every_year),
    )
    published = place.published(contender)
    shutil.rmtree(published, ignore_errors=True)
    published.parent.mkdir(exist_ok=True)
    place.out(every_year).rename(published)


def _once(path: Path, what: str, command: list[str], environment: Mapping[str, str]) -> None:
    if not path.exists():
        _say(what)
        subprocess.run(command, check=True, cwd=PROJECT, env=environment)


def _output(command: list[str], environment: Mapping[str, str], folder: Path) -> str:
    return subprocess.run(
        command, check=False, stdout=subprocess.PIPE, text=True, cwd=folder, env=environment
    ).stdout


def _say(what: str) -> None:
    print(f"making {what}", file=sys.stderr, flush=True)
