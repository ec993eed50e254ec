"""What others wrote is shown to people without steering their terminal or forging a line."""

from __future__ import annotations

import csv
import io
import json
import logging
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from segmon.build.log import build_log
from segmon.commands.console import say, say_error
from segmon.errors import DeliveryError, UsageError
from segmon.exports.csv_rows import csv_rows
from segmon.findings import Finding, Judged
from segmon.templating import environment
from segmon.texts import csv_text, json_text, markdown, plain, shown, shown_lines

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


@given(st.lists(st.lists(TEXTS | st.sampled_from(["=1+1", "-", "5+1"]), min_size=3, max_size=3)))
@example(rows=[["-", "5+A1", ""], ["", "-", "+"]])
def test_no_text_in_csv_is_a_formula(rows: list[list[str]]) -> None:
    content = csv_rows(["a", "b", "c"], rows)
    # a program that takes another sign between cells finds no formula either
    for delimiter in ",;":
        for row in csv.reader(io.StringIO(content, newline=""), delimiter=delimiter):
            for cell in row:
                assert not is_formula(cell)
    _, *read = csv.reader(io.StringIO(content, newline=""))
    assert [[cell.replace("'", "") for cell in row] for row in read] == [
        [plain(cell).replace("'", "") for cell in row] for row in rows
    ]


def is_formula(cell: str) -> bool:
    """What a spreadsheet would run; a lone sign, such as the symbols of Appendix B, is none."""
    return cell[:1] in set("=+-@\t\r＝＋－＠") and not re.fullmatch("[-+]+|[-+]?[0-9.,]+", cell)


@pytest.mark.parametrize("text", ["++", "-", "-0.03", "+1,5", "2022-2023", "Zuid-Holland", "a=b"])
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert csv_text(text) == text


#: Text of the kind that Markdown reads as something.
MARKS = st.lists(
    st.sampled_from([*"\\`*_{}[]<>()|~&$^@#:-+=%.!\"' 1a", "--", "1.", "www.", "http://", "&amp;"])
).map("".join)


@given(MARKS | st.text())
def test_markdown_shows_a_text_as_it_is(text: str) -> None:
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    name = markdown(text)
    for content, read in {
        f"# {name}": plain(text),
        f"a\n\n{name}": f"a {plain(text)}",
        f"| a | b |\n|---|---|\n| {name} | b |": f"a b {plain(text)} b",
    }.items():
        page = Reader()
        page.feed(reader.render(content))
        assert "".join(page.texts).split() == read.split()
        assert set(page.tags) <= {"h1", "p", "table", "thead", "tbody", "tr", "th", "td"}


class Reader(HTMLParser):
    """The elements of a page and its texts."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@given(MARKS | st.text())
def test_html_shows_a_text_as_it_is(text: str) -> None:
    page = Reader()
    page.feed(environment("html").from_string("<p title='{{ text }}'>{{ text }}").render(text=text))
    page.close()
    assert page.tags == ["p"]
    assert "".join(page.texts) == text


@given(MARKS | st.text())
def test_nothing_of_tex_is_left_in_a_text(text: str) -> None:
    made = environment("tex").from_string("<< text >>").render(text=text)
    # a command keeps the signs next to it apart
    back = re.sub(r"\\text[a-z]+\{\}|\$\\rightarrow\$|\\[&%$#_{}]", "\0", made)
    assert not re.search(r"[\\&%$#_^~]|--|``|''|<<|>>", back.replace("{}", "\0"))
    assert "{" not in back.replace("{}", "")
