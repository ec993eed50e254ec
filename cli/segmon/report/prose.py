"""Text of the publisher's own on the page: Markdown, made harmless."""

from __future__ import annotations

from pathlib import Path

from markdown_it import MarkdownIt

from segmon.errors import UsageError
from segmon.texts import shown

#: Headings of a text are below the one that the page gives it.
BELOW = 2


def read_prose(file: Path) -> str:
    """A text as HTML.

    HTML in it is shown as it is written, links lead to web and mail addresses only, and a picture
    becomes a link: the page loads nothing.

    Args:
        file: Markdown in UTF-8.

    Raises:
        UsageError: the file cannot be read as such.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"{shown(file)} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{shown(file)} is not text in UTF-8 (byte {error.start + 1})") from error
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    tokens = parser.parse(text)
    for token in tokens:
        if token.type.startswith("heading"):
            token.tag = f"h{min(int(token.tag[1]) + BELOW, 6)}"
    return str(parser.renderer.render(tokens, parser.options, {}))
