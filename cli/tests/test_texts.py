"""What others wrote is shown to people without steering their terminal or forging a line."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmon.build.log import build_log
from segmon.commands.console import say, say_error
from segmon.errors import DeliveryError, UsageError
from segmon.findings import Finding, Judged
from segmon.texts import json_text, shown, shown_lines

#: Any text, also the halves of a pair that a file name may hold.
TEXTS = st.text(st.characters())
#: Clears the screen, begins a line of its own, writes from right to left.
HOSTILE = "\x1b[2J\x9b2J\r\n2026-01-01 published\u2028\u202e"


@given(TEXTS)
def test_shown_is_one_line_that_can_be_printed(text: str) -> None:
    assert shown(text).isprintable()
    # only what cannot be printed is changed
    assert text.isprintable() == (shown(text) == text)


@given(TEXTS)
def test_lines_that_are_ours_stay_lines(text: str) -> None:
    assert shown_lines(text).count("\n") == text.count("\n")
    assert all(line.isprintable() for line in shown_lines(text).split("\n"))


@given(st.recursive(st.text(), lambda part: st.lists(part) | st.dictionaries(st.text(), part)))
def test_json_reads_back_the_same(content: object) -> None:
    assert json_text(content).isprintable()
    assert json.loads(json_text(content)) == content


def test_a_finding_escapes_what_was_delivered() -> None:
    finding = Finding(
        *("schools", HOSTILE, f"the value is not {HOSTILE}", 2, 2),
        **{"examples": (HOSTILE, "plain"), "file": HOSTILE, "resolve": HOSTILE},
    )
    lines = str(finding).split("\n")
    assert len(lines) == 2
    assert all(line.isprintable() for line in lines)
    escaped = r"\x1b[2J\x9b2J\r\n2026-01-01 published\u2028\u202e"
    assert lines[0].endswith(f"; for example {escaped}, plain")


def test_a_log_line_cannot_be_forged(tmp_path: Path) -> None:
    file = tmp_path / "build.log"
    with build_log(file, "b1") as log:
        log.info("build of %s", HOSTILE)
        log.error("%s", "two\nlines")
        log.log(logging.INFO, "done")
    lines = file.read_text(encoding="utf-8").split("\n")[:-1]
    assert all(line.isprintable() for line in lines)
    entries = [line.split(" ", 3)[1:3] for line in lines if not line.startswith("    ")]
    assert entries == [["b1", "INFO"], ["b1", "ERROR"], ["b1", "INFO"]]
    assert "    lines" in lines


@pytest.mark.parametrize("as_json", [False, True])
def test_nothing_that_is_printed_steers_a_terminal(
    as_json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    finding = Finding("schools", "school_name", "plain", 1, 1, examples=(HOSTILE,))
    refusal = DeliveryError(f"the delivery {shown(HOSTILE)}", [finding], [Judged(finding, False)])
    refusal.page = Path(HOSTILE)
    refusal.add_note("nothing was published")
    say(as_json, {"warnings": [str(finding)], "input": HOSTILE}, [f"checked {HOSTILE}"])
    assert say_error(as_json, refusal) == 1
    assert say_error(as_json, UsageError(HOSTILE)) == 2
    out, err = capsys.readouterr()
    for line in (out + err).split("\n"):
        assert line.isprintable()
    assert not any(line.startswith("2026") for line in out.split("\n"))
