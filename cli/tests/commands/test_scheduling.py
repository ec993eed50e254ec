"""The page on schedulers: its files are there, its commands exist, its units are sound."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from helpers.running import PATIENCE
from segmon.app import app
from segmon.project import project_dir

PAGE = (project_dir() / "docs" / "scheduling.md").read_text(encoding="utf-8")
EXAMPLES = project_dir() / "examples"
CRONTAB = EXAMPLES / "cron" / "segmon.crontab"
UNITS = sorted(
    path for path in (EXAMPLES / "systemd").iterdir() if path.suffix in (".service", ".timer")
)
SOURCES = [PAGE, *(p.read_text() for p in [CRONTAB, *UNITS])]
#: `segmon SUBCOMMAND --options`, up to what ends a command in a shell, a unit or a sentence.
COMMANDS = sorted(
    {
        found
        for text in SOURCES
        for found in re.findall(r"\bsegmon (?:build|doctor)\b[^`\n>]*", text)
    }
)


def test_the_files_that_the_page_names_are_there() -> None:
    links = re.findall(r"\]\(\.\./([^)]+)\)", PAGE)
    paths = re.findall(r"examples/[\w./*-]+\w", PAGE)
    assert len(links) == 6
    assert [path for path in {*links, *paths} if not [*project_dir().glob(path)]] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_exist(command: str) -> None:
    name, *arguments = shlex.split(command)[1:]
    commands: dict[str, Any] = vars(get_command(app))["commands"]
    required = ["--input", "delivery", "--layout", "register"] if name == "build" else []
    # parsed, not run; folders come from the environment
    commands[name].make_context(name, [*required, *arguments])


def test_the_line_of_cron_is_a_shell_command() -> None:
    (line,) = (line for line in CRONTAB.read_text().splitlines() if not line.startswith("#"))
    *when, command = line.split(" ", 5)
    assert len(when) == 5
    # cron makes a line break of it
    assert "%" not in command
    assert subprocess.run(["bash", "-n", "-c", command], check=False).returncode == 0


def test_the_units_are_sound(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if not analyze:
        pytest.skip("systemd-analyze is not installed")
    for unit in UNITS:
        # the command is not installed where the unit expects it
        text = unit.read_text().replace("/srv/segmon/.venv/bin/segmon", "/bin/true")
        (tmp_path / unit.name).write_text(text)
    units = sorted(map(str, tmp_path.iterdir()))
    verified = subprocess.run(
        [analyze, "verify", "--man=no", *units],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    said = [line for line in verified.stderr.splitlines() if "segmon" in line]
    assert (verified.returncode, said) == (0, []), verified.stderr
