"""Under which licence the data are published, which is up to their owner."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from segmon.errors import UsageError

#: What the var `data_license` may name.
PARTS = ("spdx", "name", "url")
_SPDX = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")
_URL = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Licence:
    """A licence.

    Attributes:
        spdx: its id in the list of SPDX; empty if it has none.
        name: its name.
        url: where its text is; empty if unknown.
    """

    spdx: str
    name: str
    url: str

    @property
    def identifier(self) -> str:
        """Its name without blanks, as a Data Package asks for."""
        return self.spdx or re.sub("[^A-Za-z0-9._-]+", "-", self.name).strip("-")


def read_licence(value: Any) -> Licence | None:
    """The licence that the var `data_license` names; null if the owner has not chosen one.

    Args:
        value: an id of SPDX such as `CC-BY-4.0`, or a mapping with `spdx`, `name` and `url`.

    Raises:
        UsageError: it is neither.
    """
    if not value:
        return None
    parts: Mapping[str, Any] = value if isinstance(value, Mapping) else {"spdx": value}
    if set(parts) - set(PARTS) or not all(isinstance(part, str) for part in parts.values()):
        raise UsageError(
            "the var data_license is an id of SPDX such as CC-BY-4.0, or has the keys"
            f" {', '.join(PARTS)}"
        )
    spdx, name, url = (parts.get(part, "").strip() for part in PARTS)
    if not (spdx or name or url):
        return None
    if spdx and not _SPDX.fullmatch(spdx):
        raise UsageError(
            f"the var data_license: {spdx} is no id of SPDX; use the key name for a licence that"
            " is not on its list"
        )
    if url and not _URL.fullmatch(url):
        raise UsageError(f"the var data_license: {url} is no address; it begins with https://")
    return Licence(
        spdx, name or spdx or url, url or (f"https://spdx.org/licenses/{spdx}.html" if spdx else "")
    )
