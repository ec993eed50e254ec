"""Templates, and files that are written whole or not at all."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from segmon.errors import writing

if TYPE_CHECKING:
    from jinja2 import Environment

#: What means something to TeX; a hyphen before another, lest they become a dash.
TEX = {
    **{char: f"\\{char}" for char in "&%$#_{}"},
    **{"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"},
    **{"-": "-{}", "–": r"\textendash{}", "→": r"$\rightarrow$"},
}


def environment(suffix: str) -> Environment:
    """The environment of the templates that make files of a kind.

    Args:
        suffix: `html` (values are escaped), `md` or `tex` (`<<value>>`, `<% tag %>`).
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    made = Environment(
        loader=PackageLoader("segmon"),
        autoescape=select_autoescape(["html.j2"], default_for_string=False),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    if suffix == "tex":
        made = made.overlay("<%", "%>", "<<", ">>", "<#", "#>")
    made.filters["tex"] = lambda text: re.sub(r"[&%$#_{}\\~^–→]|-(?=-)", lambda m: TEX[m[0]], text)
    return made


def write_file(file: Path, content: str | bytes) -> Path:
    """Write a file next to its place and rename it: a reader finds the old or the new one.

    Raises:
        UsageError: the place cannot be written to.
    """
    partial = file.with_name(f".{file.name}.{os.getpid()}")
    with writing(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            partial.write_bytes(content.encode() if isinstance(content, str) else content)
            partial.replace(file)
        finally:
            partial.unlink(missing_ok=True)
    return file
