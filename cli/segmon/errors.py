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
        why: what would go wrong if it were let through.
        resolve: what the person who delivers can do about it.
        severity: `error` stops the build, `warning` is told and kept.
        door: where it was judged: the `delivery`, or the `marts` before they are published.
        is_of_rows: whether single rows break it, so that leaving them out mends it.
    """

    table: str
    column: str
    rule: str
    n_rows: int
    observed: float
    limit: float = 0
    examples: tuple[str, ...] = ()
    file: str = ""
    why: str = ""
    resolve: str = ""
    severity: str = "error"
    door: str = "delivery"
    is_of_rows: bool = False

    def __str__(self) -> str:
        place = f"{self.table}.{self.column}" if self.column else self.table
        text = f"{place}{f' ({self.file})' if self.file else ''}: {self.rule}"
        if self.n_rows:
            text += f": broken by {self.n_rows:,} {'row' if self.n_rows == 1 else 'rows'}"
        if self.examples:
            text += f"; for example {', '.join(self.examples)}"
        return f"{text}\n    {self.resolve}" if self.resolve else text


@dataclass(frozen=True)
class Judged:
    """A finding and its outcome.

    Attributes:
        finding: what was measured.
        is_met: whether it is within its limit.
        is_rejected: whether the rows that break it were left out.
    """

    finding: Finding
    is_met: bool
    is_rejected: bool = False

    @property
    def outcome(self) -> str:
        """One of met, rejected (its rows were left out), warning, broken."""
        if self.is_met:
            return "met"
        if self.is_rejected:
            return "rejected"
        return "warning" if self.finding.severity == "warning" else "broken"

    @property
    def blocks(self) -> bool:
        """Whether it stops the build."""
        return self.outcome == "broken"


class SegmonError(Exception):
    """Base of every error that ends a command with a message instead of a traceback."""

    exit_code = 3

    def __init__(self, message: str, judged: Sequence[Judged] = ()) -> None:
        #: Everything that was judged before it was clear that the command cannot go on.
        self.judged = tuple(judged)
        #: The page that shows it, once it was written.
        self.page: Path | None = None
        super().__init__(message)


class UsageError(SegmonError):
    """The command was called with arguments that cannot be right."""

    exit_code = 2


class DeliveryError(SegmonError):
    """The delivery cannot be read or breaks a rule; nothing was published."""

    exit_code = 1

    def __init__(
        self, message: str, findings: Sequence[Finding] = (), judged: Sequence[Judged] = ()
    ) -> None:
        self.findings = tuple(findings)
        lines = [message, *(f"  {finding}" for finding in self.findings)]
        super().__init__("\n".join(lines), judged)


class BuildError(SegmonError):
    """The build itself failed; nothing was published."""


class Interrupted(SegmonError):
    """Somebody or something asked the command to stop; nothing was published.

    Args:
        number: number of the signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__("stopped before it was done")
        self.exit_code = 128 + number


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Turn a place that cannot be written to into a `UsageError` that names it."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"cannot write to {place}: {error.strerror or error}") from None
