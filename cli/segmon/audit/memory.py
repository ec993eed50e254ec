"""What attacks on the same release found before: the same facts tell the same."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass
class Memory(Generic[T]):
    """What was found of facts, by their digest. Of one release, as limits are not among the facts."""

    _found: dict[bytes, T] = field(default_factory=dict)

    def recall(self, facts: object, find: Callable[[], T]) -> T:
        """What was found of facts before, or is found now.

        Args:
            facts: all that the finding depends on.
            find: what finds it.
        """
        key = digest(facts)
        if key not in self._found:
            self._found[key] = find()
        return self._found[key]


def digest(facts: object) -> bytes:
    """The same for facts that are the same, and maybe not only then."""
    return sha256(pickle.dumps(facts)).digest()
