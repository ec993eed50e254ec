"""What can go wrong, one class per exit code of the command line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from segmon.findings import Finding, Judged, Notice


class SegmonError(Exception):
    """Base of every error that ends a command with a message instead of a traceback."""

    exit_code = 3

    def __init__(
        self, message: str, judged: Sequence[Judged] = (), notices: Sequence[Notice] = ()
    ) -> None:
        #: Everything that was judged before it was clear that the command cannot go on.
        self.judged = tuple(judged)
        #: What is to be said of the files that were delivered.
        self.notices = tuple(notices)
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
        self,
        message: str,
        findings: Sequence[Finding] = (),
        judged: Sequence[Judged] = (),
        notices: Sequence[Notice] = (),
    ) -> None:
        self.findings = tuple(findings)
        lines = [message, *(f"  {finding}" for finding in self.findings)]
        super().__init__("\n".join(lines), judged, notices)


class BuildError(SegmonError):
    """The build itself failed; nothing was published."""


class ReleaseError(SegmonError):
    """What was to leave gives away what should be hidden; nothing was released.

    Args:
        message: what was found out, for an output checker.
        breaches: the attacks that succeeded.
    """

    exit_code = 1

    def __init__(self, message: str, breaches: Sequence[object] = ()) -> None:
        self.breaches = tuple(breaches)
        super().__init__(message)


class EngineError(SegmonError):
    """PostgreSQL or Spark cannot be worked with as asked; no message holds a password."""


class WarehouseError(SegmonError):
    """A published warehouse cannot be read."""


class OutputError(SegmonError):
    """What a command has to say cannot be written; what it did is done.

    Args:
        error: what the system says of it.
    """

    def __init__(self, error: OSError) -> None:
        if isinstance(error, BrokenPipeError):
            # what a shell shows for a program whose reader has gone
            reason, self.exit_code = "was closed before all was said", 128 + 13
        else:
            reason, self.exit_code = f"cannot be written: {error.strerror or error}", 2
        super().__init__(f"standard output {reason}; what the command did is done")


class Interrupted(BaseException):
    """Somebody or something asked the command to stop; nothing was published.

    No library takes it for an error of its own.

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
