"""Where the dbt project is: the one that was chosen, the checkout, or the installed copy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.projects import copy_project
from helpers.running import Segmon
from segmon import project
from segmon.commands.doctor import examine, examined_lines
from segmon.database import connect, load_seeds
from segmon.errors import UsageError
from segmon.labels import Language, labels
from segmon.project import (
    VARIABLE,
    choose_project,
    missing_parts,
    project_digest,
    project_dir,
    project_vars,
)

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the project; what a test chooses is forgotten after it."""
    monkeypatch.setenv(VARIABLE, "")
    return copy_project(tmp_path / "own")


@pytest.fixture
def installed(own: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package that is in no checkout, and has no copy of the project yet."""
    package = own.parent / "site-packages" / "segmon"
    package.mkdir(parents=True)
    monkeypatch.setattr(project, "_PACKAGE", package)
    monkeypatch.setattr(project, "_find", project._find.__wrapped__)
    return package


@pytest.mark.usefixtures("own")
def test_without_a_choice_it_is_the_checkout() -> None:
    assert project_dir() == CHECKOUT
    assert missing_parts(CHECKOUT) == []


def test_what_was_chosen_is_read(own: Path) -> None:
    settings, seed = own / "dbt_project.yml", own / "seeds" / "labels.csv"
    settings.write_text(settings.read_text("utf-8").replace("few_schools: 2", "few_schools: 3"))
    before = labels("sector", Language.en)
    seed.write_text(seed.read_text("utf-8").replace(before["po"], "Elementary"), "utf-8")
    choose_project(own)
    assert project_dir() == own
    assert project_vars()["few_schools"] == 3
    assert labels("sector", Language.en) == {**before, "po": "Elementary"}


def test_else_it_is_the_copy_in_the_package(own: Path, installed: Path) -> None:
    with pytest.raises(UsageError, match="missing from this installation"):
        project_dir()
    own.rename(installed / "project")
    assert project_dir() == installed / "project"


def of_another_name(folder: Path) -> None:
    """A dbt project of somebody else."""
    (folder / "dbt_project.yml").write_text("name: other\nversion: 1.0.0\n")


def without(folder: Path) -> None:
    """No dbt project."""
    (folder / "dbt_project.yml").unlink()


def not_yaml(folder: Path) -> None:
    """A file of something else."""
    (folder / "dbt_project.yml").write_text("{")


@pytest.mark.parametrize("spoil", [of_another_name, without, not_yaml])
def test_what_is_no_project_of_segmon_is_named(spoil: Callable[[Path], None], own: Path) -> None:
    spoil(own)
    choose_project(own)
    with pytest.raises(UsageError, match=r"own has no dbt_project\.yml of a project named segmon"):
        project_dir()


def test_the_command_says_so(own: Path, segmon: Segmon) -> None:
    arguments = ("build", "--input", own, "--layout", "counts")
    run = segmon("--project-dir", "nowhere", *arguments)
    assert run.returncode == 2
    assert "nowhere has no dbt_project.yml" in run.stderr
    assert run.stderr == segmon(*arguments, env={VARIABLE: "nowhere"}).stderr


def test_the_digest_is_of_names_and_contents(own: Path) -> None:
    choose_project(own)
    seed, before = own / "seeds" / "labels.csv", project_digest()
    seed.write_bytes(text := seed.read_bytes() + b"a,b,c,d\n")
    changed = project_digest()
    seed.rename(seed.with_name("names.csv"))
    renamed = project_digest()
    assert len({before, changed, renamed}) == 3
    seed.write_bytes(text)
    seed.with_name("names.csv").unlink()
    assert project_digest() == changed


def test_a_seed_that_cannot_be_read_is_named(own: Path) -> None:
    choose_project(own)
    bounds = own / "seeds" / "quality_bounds.csv"
    bounds.write_text(bounds.read_text().replace("0.03", "three"))
    with (
        connect() as connection,
        pytest.raises(UsageError, match=r"the seed quality_bounds\.csv cannot be read: .*three"),
    ):
        load_seeds(connection)


def test_a_seed_needs_no_types(own: Path) -> None:
    choose_project(own)
    (own / "seeds" / "own.csv").write_text("code,name\n#1,a\n02,b\n")
    (own / "seeds" / "own.yml").write_text("version: 2\nseeds: [{name: own}]\n")
    with connect() as connection:
        load_seeds(connection, "own")
        rows = connection.execute("from seeds.own").fetchall()
    assert rows == [("#1", "a"), ("02", "b")]


@pytest.mark.parametrize("part", ["profiles.yml", "macros", "seeds"])
def test_doctor_says_what_a_project_lacks(own: Path, part: str) -> None:
    choose_project(own)
    (own / part).rename(own.parent / part)
    found = examine(own / "segmon.duckdb")
    assert found["problems"] == [f"the dbt project {own} is incomplete, without {part}"]


def test_doctor_fails_without_a_project(own: Path, segmon: Segmon) -> None:
    choose_project(own / "seeds")
    found = examine(own / "segmon.duckdb")
    assert (found["project"], found["commit"], len(found["problems"])) == (None, None, 1)
    assert "project    not there" in examined_lines(found)
    run = segmon("--project-dir", own / "seeds", "doctor")
    assert run.returncode == 3
    assert "problem    " in run.stdout
    assert "seeds has no dbt_project.yml" in run.stdout
