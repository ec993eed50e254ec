"""The limits of a release: the rows of the seed `release_limits`, or what a var says instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from segmon.labels import read_seed


class Profile(StrEnum):
    """What a release shows."""

    national = "national"
    municipal = "municipal"


#: What is lifted where the source is public: the rules on counts, schools, shares and dominance.
LIFTED = ("R1", "R2", "R3", "R4", "S", "A")


@dataclass(frozen=True)
class Limit:
    """A limit of a rule; without a value the rule is off."""

    rule: str
    code: str
    value: float | None


def read_limits(profile: Profile, chosen: Mapping[str, float] | None = None) -> list[Limit]:
    """The limits of a profile, in the order of the seed.

    Args:
        profile: what the release shows.
        chosen: the var `release_limits`: limits in place of those of the seed.
    """
    found = {
        row["limit_code"]: Limit(row["rule"], row["limit_code"], _value(row["limit_value"]))
        for row in read_seed("release_limits")
        if row["profile"] == profile
    }
    for code, value in (chosen or {}).items():
        found[code] = Limit(found[code].rule, code, value)
    return list(found.values())


def _value(written: str) -> float | None:
    return float(written) if written else None
