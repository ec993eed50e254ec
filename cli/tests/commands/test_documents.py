"""What the help texts, the README and the tutorial tell people to do works; the examples too."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from helpers.deliveries import Tables, counts_tables, register_tables, write_delivery
from helpers.documents import follow, run, written_commands
from helpers.help_texts import COMMANDS
from helpers.postgres import server_programs
from segmon.project import project_dir

EXAMPLES = project_dir() / "examples"


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


@pytest.mark.nightly
def test_the_examples_of_the_help_texts_work(
    tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In their order: what one makes is there for the next."""
    if has_server := bool(server_programs()):
        for name, value in request.getfixturevalue("postgres").items():
            monkeypatch.setenv(name, value)
    for command in COMMANDS.values():
        for line in written_commands(command.help or ""):
            if has_server or "postgres" not in line:
                run(line, tmp_path)


@pytest.mark.parametrize(
    ("page", "n_commands"),
    [
        ("README.md", 6),
        pytest.param("docs/tutorial.md", 6, marks=pytest.mark.nightly),
        pytest.param("docs/cities.md", 3, marks=pytest.mark.nightly),
    ],
)
def test_what_a_page_tells_people_to_do_works(page: str, n_commands: int, tmp_path: Path) -> None:
    assert follow((project_dir() / page).read_text(encoding="utf-8"), tmp_path) >= n_commands
