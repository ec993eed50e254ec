"""What dbt leaves of a build: its manifest and its results, next to the log."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from helpers.deliveries import register_tables, write_delivery
from helpers.projects import copy_project
from helpers.running import Built, run_segmon
from segmon.build.folder import N_KEPT, BuildFolder
from segmon.project import project_dir


@pytest.fixture(scope="module")
def artefacts(register_build: Built) -> Path:
    """The folder that a build left."""
    build_id = register_build.said["build_id"]
    return BuildFolder(register_build.warehouse).artefacts(str(build_id))


def read(folder: Path, name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / f"{name}.json").read_text())
    return content


def test_every_node_of_the_build_is_in_its_results(artefacts: Path, register_build: Built) -> None:
    results = read(artefacts, "run_results")["results"]
    manifest = read(artefacts, "manifest")
    kinds = [result["unique_id"].split(".")[0] for result in results]
    said = register_build.said
    assert (kinds.count("model"), kinds.count("test")) == (said["models"], said["tests"])
    assert {result["unique_id"] for result in results if result["unique_id"][:2] != "op"} <= set(
        manifest["nodes"]
    )


@pytest.mark.nightly
def test_a_parse_may_be_kept_without_its_manifest(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    delivery = write_delivery(register_tables(), tmp_path / "delivery")
    manifests = []
    for _ in range(2):
        for kept in cache.rglob("*.json"):
            kept.unlink()
        run = run_segmon(
            *("build", "--input", delivery, "--layout", "register", "--json"),
            cwd=tmp_path,
            env={"XDG_CACHE_HOME": str(cache)},
        )
        assert run.returncode == 0, run.stderr
        built = Path(json.loads(run.stdout)["page"]).with_suffix(".dbt")
        manifests.append(read(built, "manifest"))
    assert list(cache.rglob("*.msgpack"))
    assert manifests[0]["nodes"].keys() == manifests[1]["nodes"].keys()


def test_they_name_no_place_and_no_pupil(artefacts: Path, register_build: Built) -> None:
    text = "".join((artefacts / f"{name}.json").read_text() for name in ("manifest", "run_results"))
    for place in (project_dir(), register_build.warehouse.parents[1], Path.home()):
        assert str(place) not in text
    assert not re.findall(r'"/[^"/ ]+/[^" ]*"', text)
    pupils = register_tables()["pupils"]["pupil_id"].astype(str)
    assert not [pupil for pupil in pupils if f'"{pupil}"' in text]


@pytest.mark.nightly
def test_a_build_is_a_state_that_dbt_compares_with(artefacts: Path, tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    modified = ["--select", "state:modified", "--state", artefacts]
    command = ["--project-dir", project, "dbt", "--layout", "register", "--", "ls", "--quiet"]
    done = run_segmon(*command, *modified, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr
    model = project / "models" / "marts" / "segregation_g4.sql"
    model.write_text(model.read_text() + "\n-- changed\n")
    done = run_segmon(*command, *modified, cwd=tmp_path)
    assert done.stdout.split() == ["segmon.marts.segregation_g4"], done.stderr


def test_those_of_the_latest_builds_stay(tmp_path: Path) -> None:
    builds = BuildFolder(tmp_path / "segmon.duckdb")
    ids = [f"20260101T0000{i:02}Z-aaaaaa" for i in range(N_KEPT + 3)]
    for build_id in ids:
        builds.artefacts(build_id).mkdir(parents=True)
        (builds.artefacts(build_id) / "manifest.json").touch()
    builds.clean(ids[0])
    # that of the build that the warehouse shows, however old
    assert {folder.stem for folder in builds.path.glob("*.dbt")} == {ids[0], *ids[-N_KEPT:]}
