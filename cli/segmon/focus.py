"""Focus cities as people name them: one form for a code, and no code that nobody has."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from difflib import get_close_matches

from segmon.errors import UsageError
from segmon.texts import shown

#: A code of Statistics Netherlands as people write it: GM0363, gm363, 0363, 363.
_CODE = re.compile(r"(?:GM)?([0-9]{1,4})", re.IGNORECASE)
#: How many near misses are named.
N_NEAR = 3
#: How much of a code that is not there is shown.
N_SHOWN = 60


def in_one_form(codes: Iterable[str], known: Container[str] = ()) -> tuple[str, ...]:
    """Municipality codes as the marts have them (`GM0363`), each once; other text as it is.

    Args:
        codes: the codes that were asked for.
        known: codes that are as they should be, such as those of another country.
    """
    return tuple(dict.fromkeys(code if code in known else _in_one_form(code) for code in codes))


def _in_one_form(code: str) -> str:
    number = _CODE.fullmatch(code.strip())
    return f"GM{number[1]:0>4}" if number else code.strip()


def require_known(codes: Iterable[str], names: Mapping[str, str], place: str) -> None:
    """Make sure that every code is that of a municipality.

    Args:
        codes: the codes that were asked for, in one form.
        names: name of each municipality there is, by its code.
        place: where they were looked for.

    Raises:
        UsageError: a code is not there; it names what is nearly the same, by code or by name.
    """
    unknown = [code for code in codes if code not in names]
    if not unknown:
        return
    listed = ", ".join(_with_near_misses(code, names) for code in unknown)
    some = sorted(names)[:N_NEAR]
    of = f"; it has {', '.join(some)}{', …' if len(names) > N_NEAR else ''}" if some else ""
    raise UsageError(f"--focus: {place} has no municipality {listed}{of}")


def _with_near_misses(code: str, names: Mapping[str, str]) -> str:
    """A code that is not there, as it is shown, and what is nearly the same."""
    codes = {name.casefold(): known for known, name in names.items()}
    text = code[:N_SHOWN]
    near = [codes[name] for name in get_close_matches(text.casefold(), codes, N_NEAR)]
    near += get_close_matches(text.upper(), names, N_NEAR, cutoff=0.7)
    found = ", ".join(f"{it} ({names[it]})" for it in list(dict.fromkeys(near))[:N_NEAR])
    said = text if text == code else f"{text}…"
    return shown(f"{said or '(empty)'}{f' (did you mean {found}?)' if found else ''}")
