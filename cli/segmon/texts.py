"""Text that others wrote, as it is shown to people: nothing in it steers a terminal or a log."""

from __future__ import annotations

import json
from typing import Any


def shown(text: object) -> str:
    r"""A text on one line, with what cannot be printed in the notation of Python, such as `\x1b`.

    Args:
        text: a name, value or path as it was delivered. A line break in it is escaped as well, so
            that it cannot begin a line that looks like one of ours.
    """
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in str(text)
    )


def shown_lines(text: str) -> str:
    """As `shown`, for a text whose line breaks are ours."""
    return "\n".join(map(shown, text.split("\n")))


def json_text(content: Any) -> str:
    r"""JSON on one line, with what cannot be printed as `\u001b`, which reads back the same."""
    text = json.dumps(content, ensure_ascii=False)
    return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in text)
