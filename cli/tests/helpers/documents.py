"""Doing what documents and help texts tell people to do."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from helpers.running import run_segmon

#: A fenced block with its kind, and the file that ends the paragraph in front of it.
BLOCK = re.compile(r"(?:`([\w./-]+)`:\n\n)?^```(\w*)\n(.*?)^```$", re.M | re.S)


def written_commands(text: str) -> list[str]:
    """The `segmon …` command lines of a text, without `segmon`, continued lines joined."""
    joined = re.sub(r"\\\n\s*", " ", text)
    blocks = re.findall(r"^```(?:sh|bash|console|shell)?\n(.*?)^```", joined, re.M | re.S)
    lines = [line.strip().removeprefix("$ ") for block in blocks for line in block.splitlines()]
    inline = re.findall(r"`((?:\.venv/bin/)?segmon [^`]*)`", joined)
    found = [re.search(r"(?:^|/|\s)segmon (.*)", line) for line in [*lines, *inline]]
    return [match[1] for match in found if match and not match[0].startswith("#")]


def run(command: str, folder: Path, *, fails: bool = False) -> str:
    """Run a written command in a folder; what it says."""
    done = run_segmon(*shlex.split(command, comments=True), cwd=folder)
    said = done.stdout + done.stderr
    assert (done.returncode != 0) == fails, f"segmon {command}\n{said}"
    assert "Traceback" not in said
    return said


def follow(text: str, folder: Path) -> int:
    """Follow a document from top to bottom, in a folder.

    A `csv` block is saved under the name in front of it; the file that is named in front of a
    `diff` block gets its new line for the old one; the `segmon` lines of an `sh` block are run; and
    each line of a `text` block is among what was said last, `…` being anything. A block of commands
    must fail if the `text` after it shows an error, and only then.

    Returns:
        How many commands were run.
    """
    blocks = BLOCK.findall(text)
    said, n_run = "", 0
    for (file, kind, body), (_, next_kind, shown) in zip(
        blocks, [*blocks[1:], ("", "", "")], strict=True
    ):
        if kind == "csv":
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_text(body, encoding="utf-8")
        elif kind == "diff":
            old, new = (line[1:] for line in body.splitlines())
            content = (folder / file).read_text(encoding="utf-8")
            assert content.count(old) == 1
            (folder / file).write_text(content.replace(old, new), encoding="utf-8")
        elif kind == "sh":
            fails = next_kind == "text" and "error:" in shown
            said = ""
            for command in written_commands(f"```sh\n{body}```"):
                said += run(command, folder, fails=fails)
                n_run += 1
        elif kind == "text":
            for line in body.splitlines():
                pattern = ".*".join(map(re.escape, line.strip().split("…")))
                assert re.search(pattern, said), f"{line}\nwas not said:\n{said}"
    return n_run
