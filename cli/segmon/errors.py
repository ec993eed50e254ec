"""What can go wrong, one class per exit code of the command line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Finding:
    """One rule for a delivery and what was found of it.

    Attributes:
        table: table of the layout, e.g. ``pupils``.
        column: column the rule is about; empty when it is about the whole table.
        rule: what should hold, as a sentence.
        n_rows: rows that break the rule.
        observed: the figure that is judged, mostly `n_rows`.
        limit: the highest figure that is accepted.
        examples: up to five offending values, never a pupil's key.
        file: file or folder of the delivery that the table was read from.
        resolve: what the person who delivers can do about it.
    """

    table: str
    column: str
    rule: str
    n_rows: int
    observed: float
    limit: float = 0
    examples: tuple[str, ...] = ()
    file: str = ""
    resolve: str = ""

    def __str__(self) -> str:
        place = f"{self.table}.{self.column}" if self.column else self.table
        text = f"{place}{f' ({self.file})' if self.file else ''}: {self.rule}"
        if self.n_rows:
            text += f": broken by {self.n_rows:,} {'row' if self.n_rows == 1 else 'rows'}"
        if self.examples:
            text += f"; for example {', '.join(self.examples)}"
        return f"{text}\n    {self.resolve}" if self.resolve else text


class SegmonError(Exception):
    """Base of every error that ends a command with a message instead of a traceback."""

    exit_code = 3


class UsageError(SegmonError):
    """The command was called with arguments that cannot be right."""

    exit_code = 2


class DeliveryError(SegmonError):
    """The delivery cannot be read or breaks a rule; nothing was published."""

    exit_code = 1

    def __init__(self, message: str, findings: Sequence[Finding] = ()) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join([message, *(f"  {finding}" for finding in self.findings)]))


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Turn a place that cannot be written to into a `UsageError` that names it."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"cannot write to {place}: {error.strerror or error}") from None


class BuildError(SegmonError):
    """The build itself failed; nothing was published."""
