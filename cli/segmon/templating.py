"""Templates, and files that are written whole or not at all."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segmon.errors import writing
from segmon.files import replacing
from segmon.texts import markdown, shown, tex

if TYPE_CHECKING:
    from jinja2 import Environment

#: How a text is escaped in files of a kind; Jinja itself escapes HTML.
ESCAPES: dict[str, Callable[[str], str]] = {"md": markdown, "tex": tex}


def environment(suffix: str) -> Environment:
    """The environment of the templates that make files of a kind.

    Whatever is put in is escaped for that kind, in every template, unless a template made it or
    calls it `safe`.

    Args:
        suffix: `html`, `md` or `tex` (`<<value>>`, `<% tag %>`).
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("segmon"),
        autoescape=True,
        finalize=_finalizer(ESCAPES[suffix]) if suffix in ESCAPES else None,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    if suffix == "tex":
        made = made.overlay("<%", "%>", "<<", ">>", "<#", "#>")
    made.filters["shown"] = shown
    made.filters["digest"] = digest
    return made


def _finalizer(escape: Callable[[str], str]) -> Callable[[Any], Any]:
    from jinja2.filters import do_mark_safe

    # what is marked is not escaped as HTML after it
    return lambda value: value if hasattr(value, "__html__") else do_mark_safe(escape(str(value)))


def digest(element: str) -> str:
    """What is between the tags of a script or style, as a policy of a page names it."""
    return f"'sha256-{b64encode(sha256(element.encode()).digest()).decode()}'"


def write_file(file: Path, content: str | bytes) -> Path:
    """Write a file next to its place and rename it: a reader finds the old or the new one.

    Raises:
        UsageError: the place cannot be written to.
    """
    with writing(file), replacing(file) as partial:
        partial.write_bytes(content.encode() if isinstance(content, str) else content)
    return file
