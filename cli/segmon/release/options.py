"""How a release is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from segmon.audit import Limits
from segmon.release.limits import Profile, read_limits


@dataclass(frozen=True)
class ReleaseOptions:
    """How a release is made.

    Attributes:
        profile: what it shows.
        out: the folder that it becomes.
        previous: the folder of the release before it, which readers have too.
        is_public_source: whether what its figures are made of is public already.
        limits: limits in place of those of the seed.
    """

    profile: Profile
    out: Path
    previous: Path | None = None
    is_public_source: bool = False
    limits: Mapping[str, float] = field(default_factory=dict)

    @property
    def variables(self) -> dict[str, Any]:
        """Vars of the project that it chooses."""
        return {
            "release_profile": str(self.profile),
            "release_public_source": self.is_public_source,
            "release_limits": dict(self.limits),
        }

    @property
    def audit_limits(self) -> Limits:
        """The limits that the audit holds it to."""
        known = {each.name for each in fields(Limits)}
        values = {
            limit.code: limit.value
            for limit in read_limits(self.profile, self.limits)
            if limit.code in known and limit.value is not None
        }
        whole: dict[str, Any] = {code: int(v) if v == int(v) else v for code, v in values.items()}
        return Limits(**whole)
