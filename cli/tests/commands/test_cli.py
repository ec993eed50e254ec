"""The command line as people and schedulers meet it."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import click
import pytest

from helpers.deliveries import register_tables, write_delivery
from helpers.documents import written_commands
from helpers.help_texts import COMMANDS, ROOT
from helpers.running import Built, Segmon
from segmon import __version__
from segmon.project import project_dir

#: Pages that tell people what to run; the page on schedulers has tests of its own.
PAGES = [
    *("README.md", "docs/operations.md", "docs/installing.md", "docs/tutorial.md", "docs/dbt.md"),
    *("examples/register/README.md", "examples/counts/README.md"),
]


def parse(line: str) -> None:
    """Parse a command line without running it."""
    words = shlex.split(line, comments=True)
    # a name is not a command to run, nor is one with a part left out
    if tuple(words) in COMMANDS or any("…" in word for word in words) or words[0].startswith("-"):
        return
    command: click.Command = ROOT
    context = click.Context(ROOT)
    while hasattr(command, "commands"):
        name = words.pop(0)
        assert name in command.commands, f"no command {name}"
        command = command.commands[name]
        context = click.Context(command, parent=context)
    command.parse_args(context, words)


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_help_has_an_example_that_parses(path: tuple[str, ...]) -> None:
    text = COMMANDS[path].help or ""
    assert "Example:" in text
    examples = written_commands(text)
    assert [line for line in examples if line.startswith(" ".join(path))]
    for line in examples:
        parse(line)


def test_help_is_shown(segmon: Segmon) -> None:
    run = segmon("export", "changes", "--help")
    assert run.returncode == 0
    assert "Example" in run.stdout


def test_help_shows_what_is_done_by_default(segmon: Segmon) -> None:
    said = segmon("build", "--help").stdout
    for default in ("(the four largest", "(all)", "0"):
        assert f"[default: {default}" in said


def test_every_option_is_described() -> None:
    undescribed = [
        (*path, option.name)
        for path, command in COMMANDS.items()
        for option in command.params
        if not getattr(option, "help", None)
    ]
    assert undescribed == []


@pytest.mark.parametrize("page", PAGES)
def test_written_commands_parse(page: str) -> None:
    lines = written_commands((project_dir() / page).read_text(encoding="utf-8"))
    assert lines
    for line in lines:
        parse(line)


def test_version(segmon: Segmon) -> None:
    run = segmon("--version")
    assert (run.returncode, run.stdout) == (0, f"segmon {__version__}\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ("build", "--input", ".", "--layout", "wide"),
        ("build", "--input", "."),
        ("check", "--layout", "register"),
        ("export", "changes", "--format", "odt"),
        ("export", "changes", "--format", "md", "--lang", "fr"),
        ("destroy",),
    ],
    ids=" ".join,
)
def test_wrong_usage(arguments: tuple[str, ...], segmon: Segmon) -> None:
    run = segmon(*arguments)
    assert run.returncode == 2
    assert run.stderr
    assert "Traceback" not in run.stderr


def test_json_of_check(segmon: Segmon, tmp_path: Path) -> None:
    tables = register_tables()
    delivery = write_delivery(tables, tmp_path / "delivery")
    # the folder may come from the environment
    env = {"SEGMON_INPUT": str(delivery)}
    run = segmon("check", "--layout", "register", "--json", env=env)
    assert run.returncode == 0, run.stderr
    said = json.loads(run.stdout)
    assert said["input"] == str(delivery)
    assert said["rows"] == {name: len(frame) for name, frame in tables.items()}
    assert list(tmp_path.iterdir()) == [delivery]


def test_json_of_build(register_build: Built) -> None:
    said = register_build.said
    assert said["warehouse"] == str(register_build.warehouse)
    amsterdam = {
        (f["sector"], f["characteristic"], f["index_code"]): f["value"]
        for f in said["figures"]
        if f["area_level"] == "g4"
    }
    assert len(amsterdam) == 2 * 3 * 2
    assert amsterdam["vo", "education", "dissimilarity"] == 0.525


@pytest.mark.parametrize(
    "arguments",
    [("export", "changes", "--format", "json"), ("export", "marts", "--format", "csv")],
    ids=" ".join,
)
def test_json_of_exports(
    arguments: tuple[str, ...], register_build: Built, segmon: Segmon, tmp_path: Path
) -> None:
    env = {"SEGMON_WAREHOUSE": str(register_build.warehouse)}
    run = segmon(*arguments, "--out", "out", "--json", env=env)
    assert run.returncode == 0, run.stderr
    files = [tmp_path / file for file in json.loads(run.stdout)["files"]]
    assert files
    assert all(file.is_file() for file in files)


@pytest.mark.parametrize("taken", ["file/segmon.duckdb", "folder"])
def test_a_warehouse_that_cannot_be_written_is_wrong_usage(
    taken: str, segmon: Segmon, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder").mkdir()
    # an empty delivery: the place of the warehouse is looked at before
    (tmp_path / "delivery").mkdir()
    run = segmon("build", "--input", "delivery", "--layout", "register", "--warehouse", taken)
    assert run.returncode == 2, run.stderr
    assert taken.split("/")[0] in run.stderr
    assert "Traceback" not in run.stderr
