"""Enrolments that do not count, as the rules of joining have it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from segmon.synth.microdata.schools import OTHER, SPECIAL


@dataclass(frozen=True)
class Extra:
    """Enrolments that do not count, one for each pupil from `first` to `last`, in thousandths.

    The rest is SQL of their columns, over those of the pupils: `child` is the pupil, `other`
    somebody who is none. Years of days are in braces: that of the school year, or three before.
    """

    first: int
    last: int
    type: str = "VO"
    kind: str = "R"
    number: str = "rin(other)"
    school: str = "school"
    grade: str = "cast(grade as varchar)"
    main: str = "01"
    start: str = "'{year}0801'"
    stop: str = "99999999"


# Where a school of its own has them, and in the school of an ordinary pupil.
_SPECIAL_SCHOOL = f"{SPECIAL} + choice"
PRIMARY_OTHERS = (
    Extra(0, 9, "SBO", school=_SPECIAL_SCHOOL, grade="' 0'"),
    Extra(10, 19, "SO", school=_SPECIAL_SCHOOL, grade="' 0'"),
    Extra(20, 27, "SBO", grade="' 0'"),
    Extra(28, 33, "SO", grade="' 0'"),
    Extra(34, 37, "VSP", grade="' 0'"),
    Extra(38, 41, "NVT", grade="' 0'"),
    # people who are not in the population register, some with the number of somebody who is
    Extra(42, 49, "BO", kind="S"),
    Extra(50, 55, "BO", kind="S", number="rin(child)"),
    # nobody
    Extra(56, 57, "BO", kind="", number="''"),
    Extra(58, 59, "BO", kind="-", number="'---------'"),
)
# Of the pupils of secondary education themselves: in another school, since three years before.
_SECOND = Extra(0, 0, number="rin(child)", school="next_school", start="'{before}0801'")
_ELSEWHERE = {"school": f"{OTHER} + choice % 30", "grade": "''"}
SECONDS = (
    # not the main one
    replace(_SECOND, first=0, last=14, main="00", start="'{year}0901'"),
    replace(_SECOND, first=15, last=29, main="10", start="'{year}0901'"),
    # closed on 1 October, not yet open on it
    replace(_SECOND, first=30, last=44, stop="{year}0930"),
    replace(_SECOND, first=45, last=59, stop="{year}1001"),
    replace(_SECOND, first=60, last=89, start="'{year}1002'"),
    # one school twice
    replace(_SECOND, first=90, last=109, school="school"),
    # two schools: that since later counts; since the same day, the first of their keys
    replace(_SECOND, first=110, last=139),
    replace(_SECOND, first=140, last=149, school="last_school", start="start"),
    # other education
    replace(_SECOND, first=150, last=169, type="MBO", **_ELSEWHERE),
    replace(_SECOND, first=170, last=179, type="HO", **_ELSEWHERE),
    replace(_SECOND, first=180, last=189, type="BO", **_ELSEWHERE),
    # somebody else, whose number of another kind is the same
    replace(_SECOND, first=190, last=199, kind="S"),
)
# Of people who are no pupil of secondary education on 1 October.
OTHERS = (
    Extra(0, 9, stop="{year}0930"),
    Extra(10, 19, stop="{year}1001"),
    Extra(20, 39, start="'{year}1002'"),
    Extra(40, 59, main="00"),
    Extra(60, 259, "MBO", **_ELSEWHERE),
    Extra(260, 319, "HO", **_ELSEWHERE),
    Extra(320, 329, "BO", **_ELSEWHERE),
    # in no grade
    Extra(330, 344, grade="'9'"),
    Extra(345, 359, grade="''"),
    # not in the population register, or nobody
    Extra(360, 379, kind="S"),
    Extra(380, 384, kind="-", number="'---------'"),
    Extra(385, 389, kind="", number="''"),
)


def selected(extras: Iterable[Extra], source: str, columns: str, year: int) -> str:
    """SQL of enrolments that do not count.

    Args:
        extras: which.
        source: the pupils, with their `choice`.
        columns: what is selected, with the names of an enrolment's fields in braces.
        year: year in which the school year starts.
    """
    return " union all ".join(
        f"select {columns.format(**vars(extra))} from {source}"
        f" where choice between {extra.first} and {extra.last}".format(year=year, before=year - 3)
        for extra in extras
    )
