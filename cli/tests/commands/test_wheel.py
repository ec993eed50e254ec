"""The wheel carries the dbt project and works from any folder; it may be read-only."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from helpers.running import Built, Shared
from segmon import __version__
from segmon.project import project_dir

Installed = Callable[..., subprocess.CompletedProcess[str]]


def built(kind: str, source: Path, out: Path) -> Path:
    """The wheel or the sdist of a source tree."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", out]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    (made,) = out.iterdir()
    return made


@pytest.fixture(scope="module")
def wheel(shared: Shared) -> Path:
    """The wheel of this checkout."""
    (made,) = shared("wheel", lambda out: built("wheel", project_dir(), out) and None).iterdir()
    return made


@pytest.fixture
def site(wheel: Path, tmp_path: Path) -> Path:
    """The wheel, unpacked as pip does it; nobody may write there."""
    folder = tmp_path / "site"
    with zipfile.ZipFile(wheel) as files:
        files.extractall(folder)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    return folder


@pytest.fixture
def installed(site: Path, tmp_path: Path) -> Installed:
    """The command of the wheel, run in an empty folder by somebody with an empty home."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        left_out = ("SEGMON_", "XDG_")
        clean = {name: v for name, v in os.environ.items() if not name.startswith(left_out)}
        mine = {
            "PYTHONPATH": str(site),
            "PYTHONDONTWRITEBYTECODE": "1",
            "HOME": str(tmp_path / "home"),
        }
        (tmp_path / "work").mkdir(exist_ok=True)
        (tmp_path / "home").mkdir(exist_ok=True)
        return subprocess.run(
            [sys.executable, "-c", "from segmon.app import main; main()", *arguments],
            cwd=tmp_path / "work",
            env={**clean, **mine},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=900,
            check=False,
        )

    return run


def contents(folder: Path) -> dict[str, str]:
    """The digest of every file of a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_it_is_the_package_with_the_project(site: Path) -> None:
    root = project_dir()
    expected = contents(root / "cli" / "segmon")
    for folder in ("models", "macros", "seeds", "tests"):
        files = contents(root / folder)
        expected |= {f"project/{folder}/{name}": digest for name, digest in files.items()}
    packed = contents(site / "segmon")
    for file in ("dbt_project.yml", "profiles.yml"):
        assert packed.pop(f"project/{file}")
    assert packed == expected
    assert {path.name for path in site.iterdir()} == {"segmon", f"segmon-{__version__}.dist-info"}


@pytest.mark.nightly
def test_the_demonstration_of_the_wheel(site: Path, installed: Installed, tmp_path: Path) -> None:
    before = contents(site)
    run = installed("demo", "--scale", "0.002", "--json")
    assert run.returncode == 0, run.stderr
    assert contents(site) == before
    assert sorted(path.name for path in (tmp_path / "work").iterdir()) == ["exports", "warehouse"]
    # the cache is all that it leaves elsewhere
    assert {path.parts[:2] for path in map(Path, contents(tmp_path / "home"))} == {
        (".cache", "segmon")
    }
    warehouse = Built(Path(json.loads(run.stdout)["warehouse"]))
    assert warehouse.rows("select git_commit from ops.build_manifest") == [(None,)]
    doctor = installed("doctor")
    assert doctor.returncode == 0, doctor.stdout
    assert f"project    {site / 'segmon' / 'project'}\n" in doctor.stdout


def test_dbt_by_hand_writes_nothing_to_the_package(
    site: Path, installed: Installed, tmp_path: Path
) -> None:
    before = contents(site)
    load = ["--input", str(project_dir() / "examples" / "counts"), "--layout", "counts"]
    run = installed("dbt", *load, "--", "build", "--select", "+stg_schools")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Completed successfully" in run.stdout
    assert contents(site) == before
    assert sorted(path.name for path in (tmp_path / "work").iterdir()) == ["logs", "target"]
    assert not contents(tmp_path / "home")


def test_doctor_misses_a_single_model(site: Path, installed: Installed) -> None:
    project = site / "segmon" / "project"
    marts = project / "models" / "marts"
    marts.chmod(0o755)
    (marts / "data_coverage.sql").unlink()
    doctor = installed("doctor")
    assert doctor.returncode == 3
    assert f"{project} is incomplete, without models/marts/data_coverage.sql" in doctor.stdout
    for path in [project.parent, *project.rglob("*"), project]:
        path.chmod(0o755)
    shutil.rmtree(project)
    doctor = installed("doctor")
    assert doctor.returncode == 3
    assert "problem    the dbt project is missing from this installation" in doctor.stdout


def test_the_sdist_gives_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    # the first versions of Python 3.11 do not have it
    safely: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
    with tarfile.open(built("sdist", project_dir(), tmp_path / "dist")) as files:
        files.extractall(tmp_path, **safely)
    again = built("wheel", tmp_path / f"segmon-{__version__}", tmp_path / "again")
    assert again.read_bytes() == wheel.read_bytes()
