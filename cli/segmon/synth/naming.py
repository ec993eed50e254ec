"""Names of real municipalities for invented ones, to rehearse the report of a city.

The first name goes to the most urban and largest municipality after the G4, the next to the one
after that. Nothing else of the country changes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from segmon.errors import UsageError
from segmon.focus import in_one_form
from segmon.synth.geography import CITIES, FIRST_FICTIONAL_CODE, Ints, Municipalities
from segmon.texts import shown

#: How many can be named: a country of any scale has as many.
MOST_NAMES = 3
LONGEST_NAME = 60
_FORM = "write it as GM0014=Groningen"


def read_names(pairs: Sequence[str]) -> dict[str, str]:
    """Name of each municipality code in texts such as `GM0014=Groningen`.

    Raises:
        UsageError: a text has another form, or a code or name is taken or given twice.
    """
    names: dict[str, str] = {}
    taken = dict(CITIES)
    for pair in pairs:
        code, name = _read(pair)
        if code in taken or name.casefold() in map(str.casefold, taken.values()):
            raise UsageError(f"--name {shown(pair)}: {taken.get(code, name)} is there already")
        names[code] = taken[code] = name
    if len(names) > MOST_NAMES:
        raise UsageError(f"--name: {MOST_NAMES} municipalities can be named, not {len(names)}")
    return names


def _read(pair: str) -> tuple[str, str]:
    given, separator, name = (part.strip() for part in pair.partition("="))
    (code,) = in_one_form([given])
    if not separator or not name or not re.fullmatch("GM[0-9]{4}", code):
        raise UsageError(f"--name {shown(pair)}: {_FORM}")
    if not name.isprintable() or len(name) > LONGEST_NAME:
        raise UsageError(
            f"--name {shown(pair)[:LONGEST_NAME]}: a name is up to {LONGEST_NAME} characters that"
            " can be printed"
        )
    if code >= FIRST_FICTIONAL_CODE:
        raise UsageError(
            f"--name {shown(pair)}: codes from {FIRST_FICTIONAL_CODE} on are those of invented"
            " municipalities"
        )
    return code, name


def named(
    municipalities: Municipalities, n_schools: Ints, names: Mapping[str, str]
) -> Municipalities:
    """The municipalities, some of them under the codes and names of real ones.

    Args:
        municipalities: all that ever exist.
        n_schools: the schools of each.
        names: name of each code to give, in the order in which they are given away.
    """
    all_that_last = np.flatnonzero(municipalities.merged_into == np.arange(len(n_schools)))
    fictional = all_that_last[all_that_last >= len(CITIES)]
    by_size = (fictional, -n_schools[fictional], municipalities.base_class[fictional])
    order = fictional[np.lexsort(by_size)]
    codes, all_names = [*municipalities.codes], [*municipalities.names]
    for place, (code, name) in zip(order, names.items(), strict=False):
        codes[place], all_names[place] = code, name
    return replace(municipalities, codes=codes, names=all_names)
