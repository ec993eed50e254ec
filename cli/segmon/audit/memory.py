"""What attacks on a release found before: of the same facts the same follows."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from segmon.audit.system import Number, Range


@dataclass
class Memory:
    """What was found with the same limits.

    Attributes:
        safe: digests of blocks of which enough compositions fit.
        ranges: the bounds that follow from a system, by its digest; null if nothing fits.
    """

    safe: set[bytes] = field(default_factory=set)
    ranges: dict[bytes, dict[Number, Range] | None] = field(default_factory=dict)


def digest(facts: object) -> bytes:
    """A number for facts: if two have the same, they are the same."""
    return sha256(pickle.dumps(facts)).digest()
