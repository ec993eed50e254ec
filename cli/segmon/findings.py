"""A rule, and what was found of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from segmon.texts import shown


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
        first: where the first of the rows is that break it, such as `row 17 of pupils.csv`.
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
    first: str = ""

    def __str__(self) -> str:
        place = f"{self.table}.{self.column}" if self.column else self.table
        text = shown(f"{place}{f' ({self.file})' if self.file else ''}: {self.rule}")
        if self.n_rows:
            text += f": broken by {self.n_rows:,} {'row' if self.n_rows == 1 else 'rows'}"
        if self.first:
            text += f", {'' if self.n_rows == 1 else 'the first is '}{shown(self.first)}"
        if self.examples:
            text += f"; for example {', '.join(map(shown, self.examples))}"
        return f"{text}\n    {shown(self.resolve)}" if self.resolve else text


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


@dataclass(frozen=True)
class Notice:
    """What is said of a file of a delivery and stops nothing.

    Attributes:
        file: the file or folder, as seen from the delivery; empty where it is not of one.
        text: how it was read, or why it was not.
        is_unused: whether it was not read.
    """

    file: str
    text: str
    is_unused: bool = False

    def __str__(self) -> str:
        if not self.file:
            return self.text
        return f"{self.file}: {'not used: ' if self.is_unused else ''}{self.text}"


#: Files of which the same is said that are listed one by one.
N_LISTED = 10


def listed_notices(notices: Sequence[Notice]) -> Iterator[str]:
    """Notices as lines; of many files of which the same is said, the first ones and how many more.

    Folders of microdata may hold thousands of files that are no table.
    """
    seen: Counter[str] = Counter()
    for notice in notices:
        seen[notice.text] += notice.is_unused
        if seen[notice.text] <= N_LISTED:
            yield str(notice)
    for text, n in seen.items():
        if n > N_LISTED:
            yield f"{n - N_LISTED:,} more files: not used: {text}"
