"""Text that others wrote, made harmless for where it is shown: a terminal, a log, a file of a kind.

HTML is not here: templates escape it (`templating.environment`).
"""

from __future__ import annotations

import json
import re
from typing import Any

#: What breaks a line, and what no file can hold as text.
BREAKS = re.compile("[\t-\r\x1c-\x1f\x85\u2028\u2029]+")
NO_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
#: Where a program for spreadsheets may see a cell begin, followed by what begins a formula.
FORMULA = re.compile("(^|[;,\t\r\n])(?=[=+\\-@\t\r＝＋－＠])")
#: Texts that are no formula, however they begin: the symbols of Appendix B, and numbers.
NO_FORMULA = re.compile("[+-]+|[+-]?[0-9]+([.,][0-9]+)?")
#: What means something to Markdown, also to that of GitHub and Pandoc, or does where a line begins.
MARKDOWN = re.compile(
    r"[\\`*_{}\[\]<>|~&$^@#]|:(?=[^ ])|-(?=-)|\.(?=\.)|www\."
    r"|^\s*[=%:]|^\s*[-+](?=\s|$)|^\s*[0-9]+[.)](?=\s|$)"
)
#: What means something to TeX; of two that make one sign, the first is closed.
TEX = {
    **{char: f"\\{char}" for char in "&%$#_{}"},
    **{"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"},
    **{"–": r"\textendash{}", "→": r"$\rightarrow$"},
    **{char: f"{char}{{}}" for char in "-,<>'`!?"},
}
TEX_SIGNS = re.compile(r"[&%$#_{}\\~^–→]|[-,<>'`!?](?=[-,<>'`])")


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


def plain(text: str) -> str:
    """A text on one line that any file can hold: what it cannot is the sign for that, `�`."""
    return NO_TEXT.sub("\ufffd", BREAKS.sub(" ", text))


def csv_text(text: str, begins: bool = False) -> str:
    """A text as a cell of CSV, on one line: an apostrophe comes before what would be a formula.

    Args:
        text: the value.
        begins: whether a line begins with it. Where the cells are parted by another sign than the
            program for spreadsheets takes, the whole line is a cell, and a lone sign begins it.
    """
    text = plain(text)
    return text if NO_FORMULA.fullmatch(text) and not begins else FORMULA.sub(r"\1'", text)


def markdown(text: str) -> str:
    """A text in Markdown that is shown as it is."""
    # of a number or `www` it is the sign after it that is escaped
    return MARKDOWN.sub(lambda sign: f"{sign[0][:-1]}\\{sign[0][-1]}", plain(text))


def tex(text: str) -> str:
    """A text in LaTeX that is shown as it is."""
    return TEX_SIGNS.sub(lambda sign: TEX[sign[0]], plain(text))
