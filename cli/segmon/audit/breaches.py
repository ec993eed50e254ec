"""What an audit may find, and what it holds a release to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What a release promises. A row of a seed for each, so that an organisation sets its own.

    Attributes:
        min_count: the smallest number of pupils that is told, or follows from what is told.
        min_schools: the fewest schools behind an index, a share or a contribution.
        max_share: a share of one group below this is no disclosure of all of them.
        decimals: decimals of indices and shares.
        count_base: numbers of pupils are multiples of it.
        km_decimals: decimals of kilometres.
        min_candidates: how many values a number of pupils of a school must be able to have.
        min_range: how far the lowest and the highest of these values must be apart.
    """

    min_count: int = 10
    min_schools: int = 3
    max_share: float = 0.9
    decimals: int = 2
    count_base: int = 10
    km_decimals: int = 1
    min_candidates: int = 5
    min_range: int = 10


@dataclass(frozen=True, order=True)
class Breach:
    """Something hidden that a reader can find out.

    Attributes:
        attack: what the reader does.
        table: the table of the release that gives it away.
        cell: which of its cells, by its key.
        sentence: what can be found out and from what, never the value itself.
        block: the block of schools that it is about, in the order of `BLOCK`; empty where it is
            about a column.
        remedy: the block to hide where that is another one, from which it follows.
        is_known: whether the release before gives it away by itself, so that nothing can mend it.
    """

    attack: str
    table: str
    cell: str
    sentence: str
    block: tuple[str, ...] = ()
    remedy: tuple[str, ...] = ()
    is_known: bool = False

    @classmethod
    def of_block(cls, attack: str, table: str, key: Iterable[str], sentence: str) -> Breach:
        """Of a block of schools."""
        block = tuple(map(str, key))
        return cls(attack, table, " / ".join(block), sentence, block)

    @property
    def to_hide(self) -> tuple[str, ...]:
        """The block that has to be hidden."""
        return self.remedy or self.block

    def __str__(self) -> str:
        return f"{self.table}, {self.cell}: {self.sentence} ({self.attack})"


#: The attack of which figures contradict each other, so that the audit can tell nothing of them.
CONTRADICTIONS = "contradictions"
CANNOT_TELL = "so the audit cannot tell what a reader finds out"

#: Columns that tell a block of schools: all of an area, or those of a category there.
BLOCK = (
    "school_year",
    "sector",
    "characteristic",
    "area_level",
    "area_code",
    "kind",
    "code",
)
