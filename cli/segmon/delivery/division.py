"""The municipal division that microdata are counted in: the var `municipal_division`."""

from __future__ import annotations

import re

from segmon.errors import UsageError
from segmon.project import project_vars

#: Where each school year has its own municipalities.
SAME_YEAR = "same_year"


def municipal_division() -> str:
    """A year, or `SAME_YEAR`.

    Raises:
        UsageError: the var is neither.
    """
    division = str(project_vars()["municipal_division"])
    if division != SAME_YEAR and not re.fullmatch("(19|20)[0-9]{2}", division):
        raise UsageError(
            f"the var municipal_division is {division}; it is {SAME_YEAR}, or a year such as 2023"
        )
    return division
