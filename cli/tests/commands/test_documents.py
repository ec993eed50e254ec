"""What the help texts, the README and the tutorial tell people to do works, on the examples."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from helpers.deliveries import Tables, counts_tables, register_tables, write_delivery
from helpers.documents import follow, run, written_commands
from helpers.help_texts import COMMANDS
from segmon.project import project_dir

EXAMPLES = project_dir() / "examples"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the examples at hand, as the one of the project has them."""
    folder: Path = tmp_path_factory.mktemp("documents")
    for name in ("register", "counts"):
        shutil.copytree(EXAMPLES / name, folder / "examples" / name)
    return folder


@pytest.mark.parametrize(
    ("name", "tables"), [("register", register_tables()), ("counts", counts_tables())]
)
def test_the_examples_are_the_hand_made_deliveries(
    name: str, tables: Tables, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    made = write_delivery(tables, tmp_path, lineterminator="\n")
    if request.config.getoption("--renew-golden"):
        shutil.copytree(made, EXAMPLES / name, dirs_exist_ok=True)
    shipped = {file.name: file.read_bytes() for file in (EXAMPLES / name).glob("*.csv")}
    assert shipped == {file.name: file.read_bytes() for file in made.iterdir()}
    assert sum(map(len, shipped.values())) < 30_000


def test_the_examples_of_the_help_texts_work(folder: Path) -> None:
    """In their order: what one makes is there for the next."""
    for command in COMMANDS.values():
        for line in written_commands(command.help or ""):
            run(line, folder)


def test_the_commands_of_the_readme_work(folder: Path) -> None:
    assert follow((project_dir() / "README.md").read_text(encoding="utf-8"), folder) > 5


def test_the_tutorial_works(tmp_path: Path) -> None:
    assert (
        follow((project_dir() / "docs" / "tutorial.md").read_text(encoding="utf-8"), tmp_path) > 5
    )
