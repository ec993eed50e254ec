"""The command that writes the report: its files, its place, and the focus of the reader."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from helpers.report_pages import body, page, shown
from helpers.running import Built, Segmon
from segmon.labels import Language


def test_the_command(varied_build: Built, segmon: Segmon, tmp_path: Path) -> None:
    env = {"SEGMON_WAREHOUSE": str(varied_build.warehouse)}
    run = segmon("report", "--out", "m.html", "--figures", "some figures", "--json", env=env)
    assert run.returncode == 0, run.stderr
    files = [tmp_path / file for file in json.loads(run.stdout)["files"]]
    assert files[0] == tmp_path / "m.html"
    assert sorted((tmp_path / "some figures").iterdir()) == sorted(files[1:])
    made = {file.name: file.read_bytes() for file in files}
    text = made["m.html"].decode()
    drawn = re.findall(r'class="item figure" id="fig-([^"]+)"', text)
    assert set(made) == {
        "m.html",
        *(f"figuur-{it}.{kind}" for it in drawn for kind in ("png", "svg")),
    }
    assert made["figuur-3.1.1.png"].startswith(b"\x89PNG")
    assert b"Dissimilariteit" in made["figuur-3.1.1.svg"]
    # the same bytes in another process
    assert text == page(varied_build.warehouse, Language.nl)


def test_a_report_needs_a_place(varied_build: Built, segmon: Segmon, tmp_path: Path) -> None:
    env = {"SEGMON_WAREHOUSE": str(varied_build.warehouse)}
    run = segmon("report", env=env)
    assert (run.returncode, "--out" in run.stderr) == (2, True)
    (tmp_path / "taken").write_text("mine")
    run = segmon("report", "--out", Path("taken") / "m.html", env=env)
    assert run.returncode == 2
    assert "Traceback" not in run.stderr
    assert sorted(os.listdir(tmp_path)) == ["taken"]  # noqa: PTH208


def test_a_focus_of_the_reader(varied_build: Built, segmon: Segmon, tmp_path: Path) -> None:
    text = shown(body(page(varied_build.warehouse, Language.nl, ("GM0637",))))
    assert "Zoetermeer" in text
    assert "Amsterdam" not in text
    # the published figures of the cities keep their numbers to themselves
    assert re.search(r"Figuur 3\.1\.D-GM0637 .{,90}Bijdrage per denominatie: Zoetermeer", text)
    assert "Figuur 3.1.6" not in text
    env = {"SEGMON_WAREHOUSE": str(varied_build.warehouse)}
    run = segmon("report", "--out", tmp_path / "m.html", "--focus", "GM9999", env=env)
    assert run.returncode == 2
    assert "GM9999" in run.stderr
