"""The SQL in which the rules of a delivery are written, as another engine spells it.

The rules are SQL that engines share, but for a few functions, types and literals. A statement is
read as tokens; what an engine spells otherwise is replaced, everything else stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

#: A literal, a quoted name, a word, blanks, or a sign.
_TOKEN = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\w+|\s+|.", re.DOTALL)
#: A sign, or what stands between two brackets.
_Part: TypeAlias = "str | list[_Part]"
#: Schemas of a build, which have other names where several builds share a database.
SCHEMAS = ("delivery", "seeds", "staging")


@dataclass(frozen=True)
class Dialect:
    """How an engine spells what the rules use.

    Attributes:
        functions: by name, what a call becomes, from its arguments; the last one of a cast is the
            type.
        words: by word, what it becomes: types, and the beginning of a statement.
        literal: a text as a literal.
        name: a name that is quoted.
    """

    functions: Mapping[str, Callable[..., str]]
    words: Mapping[str, str]
    literal: Callable[[str], str]
    name: Callable[[str], str]

    def translate(self, query: str, prefix: str = "") -> str:
        """A statement of the rules, as the engine spells it.

        Args:
            query: the statement.
            prefix: what the names of the schemas begin with.
        """
        schemas = {schema: f"{prefix}{schema}" for schema in SCHEMAS}
        return "".join(self._spelled(_parts(iter(_TOKEN.findall(query))), schemas))

    def _spelled(self, parts: Sequence[_Part], schemas: Mapping[str, str]) -> Iterator[str]:
        arguments: list[_Part] | None = None
        for part, after in pairwise([*parts, ""]):
            if isinstance(part, list):
                if part is not arguments:
                    yield f"({''.join(self._spelled(part, schemas))})"
                continue
            word = part.lower()
            if word in self.functions and isinstance(after, list):
                arguments = after
                spelled = ("".join(self._spelled(each, schemas)) for each in _arguments(after))
                yield self.functions[word](*(each.strip() for each in spelled))
            elif word in schemas and after == ".":
                yield schemas[word]
            elif part.startswith("'"):
                yield self.literal(part[1:-1].replace("''", "'"))
            elif part.startswith('"'):
                yield self.name(part[1:-1].replace('""', '"'))
            else:
                yield self.words.get(word, part)


def _parts(tokens: Iterator[str]) -> list[_Part]:
    """Tokens up to the bracket that closes them, with what is between brackets as a list."""
    parts: list[_Part] = []
    for sign in tokens:
        if sign == ")":
            break
        parts.append(_parts(tokens) if sign == "(" else sign)
    return parts


def _arguments(parts: Sequence[_Part]) -> list[list[_Part]]:
    """What stands between commas, or around the `as` of a cast."""
    arguments: list[list[_Part]] = [[]]
    for part in parts:
        if isinstance(part, str) and part.lower() in (",", "as"):
            arguments.append([])
        else:
            arguments[-1].append(part)
    return arguments
