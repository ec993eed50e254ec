"""What a layout says of files of microdata: their names, and the school years that they serve."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Serves(Enum):
    """Which school years a file of microdata serves; its name has a year of its own."""

    #: The school year that starts in the year of the file.
    OWN = auto()
    #: The school year whose incomes are of the year of the file.
    INCOME = auto()
    #: As `OWN`; the latest file also serves school years that have none of their own.
    OWN_OR_LATEST = auto()
    #: Every school year: the latest file has what earlier ones have.
    LATEST = auto()
    #: Every school year, where its name has no year; else as `OWN`.
    EVERY = auto()


@dataclass(frozen=True)
class Microdata:
    """How files of Statistics Netherlands are named, and what they are for.

    Attributes:
        names: what is in their names in front of the year, in lower case; a file with one of them
            goes before a file with a later one.
        serves: which school years a file serves.
        without: what a school year has not where no file serves it, as `no figures of income`.
        is_needed: whether a school year cannot be built without it.
        known_by: columns that a file must have to be one, where its name may have anything around
            one of `names`; such a file may have a year in each row.
    """

    names: tuple[str, ...]
    serves: Serves
    without: str
    is_needed: bool = False
    known_by: tuple[str, ...] = ()
