"""The page of problems with files: each message on it is said of a delivery with the problem."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pytest

from helpers.deliveries import register_tables, write_delivery
from helpers.file_problems import LATER, WAYS, Way
from helpers.spoils import TABLES
from segmon.checks.checked import check_delivery
from segmon.errors import DeliveryError
from segmon.project import project_dir

PAGE = (project_dir() / "docs" / "file-problems.md").read_text(encoding="utf-8")
#: How messages begin that stop nothing.
TOLD = ("notice ", "warning: ")


@dataclass(frozen=True)
class Message:
    """A message that the page quotes, and where."""

    stage: int
    problem: str
    text: str


def quoted_messages(page: str) -> Iterator[Message]:
    """The messages of a page, quoted below a heading or in front of a point of a list."""
    stage, problem = 0, ""
    for line in page.splitlines():
        if found := re.match(r"## Stage (\d+): ", line):
            stage, problem = int(found[1]), ""
        elif line.startswith("### "):
            problem = line[4:]
        elif found := re.match(r"> (`+)(.+)\1$|\* `(.+?)`: ", line):
            yield Message(stage, problem, found[2] or found[3])


QUOTED = list(quoted_messages(PAGE))
EACH = [
    (message, way)
    for problem, messages in groupby(QUOTED, lambda message: message.problem)
    for message, way in zip(messages, WAYS.get(problem, []), strict=False)
]
#: Those that stop at a stage before the last, of the form in which the later faults are.
REFUSED = [
    (message, way)
    for message, way in EACH
    if not message.text.startswith(TOLD) and message.stage < max(LATER) and way.layout != "duo"
]


def said(folder: Path, layout: str) -> list[str]:
    """What is said of a delivery, line by line."""
    try:
        checked = check_delivery(folder, layout)
    except DeliveryError as error:
        lines, notices = str(error).splitlines(), error.notices
    else:
        judged, notices = checked.judged, checked.found.notices
        warnings = [str(each.finding) for each in judged if each.outcome == "warning"]
        lines = [f"warning: {line}" for text in warnings for line in text.splitlines()]
    return [*map(str.strip, lines), *(f"notice  {notice}" for notice in notices)]


def delivered(way: Way, folder: Path) -> Path:
    tables = {} if way.layout == "duo" else TABLES[way.layout]()
    write_delivery(tables, folder)
    way.change(folder)
    return folder


def test_each_message_of_the_page_has_a_way_to_come_about() -> None:
    quoted = {
        problem: len(list(messages))
        for problem, messages in groupby(QUOTED, lambda message: message.problem)
    }
    assert quoted == {problem: len(ways) for problem, ways in WAYS.items()}
    headings = re.findall(r"^### (.+)$", PAGE, re.M)
    assert headings == list(WAYS)
    assert PAGE.count("\n> ") == len(headings)


@pytest.mark.parametrize(("message", "way"), EACH)
def test_a_message_of_the_page_is_said(message: Message, way: Way, tmp_path: Path) -> None:
    lines = said(delivered(way, tmp_path), way.layout)
    pattern = ".*".join(map(re.escape, message.text.split("…")))
    assert any(re.fullmatch(pattern, line) for line in lines), "\n".join(lines)


@pytest.mark.parametrize(("message", "way"), REFUSED)
def test_a_later_stage_waits_for_the_one_before_it(
    message: Message, way: Way, tmp_path: Path
) -> None:
    folder = delivered(way, tmp_path / "delivery")
    alone = said(folder, way.layout)
    (file,) = folder.rglob("municipalities.csv")
    content = file.read_bytes()
    for stage in range(message.stage + 1, max(LATER) + 1):
        LATER[stage](file.parent)
        assert said(folder, way.layout) == alone
        file.write_bytes(content)


@pytest.mark.parametrize("stage", LATER)
def test_each_later_fault_is_one(stage: int, tmp_path: Path) -> None:
    folder = write_delivery(register_tables(), tmp_path)
    LATER[stage](folder)
    with pytest.raises(DeliveryError, match=r"municipalities\.csv"):
        check_delivery(folder, "register")
