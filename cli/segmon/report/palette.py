"""Which colour, mark and dash stands for whom: the same in every chart of a report.

Colours keep apart for the colour-blind and stand out 3 to 1 from the paper. There is no end to the
series, the groups and the years that have a colour of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass
from itertools import count

from segmon.labels import Group, in_report_order, read_seed

INK = "#1b1f24"
#: Areas without an order; those after them have a colour that is made.
COLOURS = ("#0072b2", "#b34700", "#007a57", "#a2487f", "#7a5c00")
#: Classes in an order, from dark to light, and those of an unknown class.
ORDERED = ("#14213d", "#1f5a93", "#14808f", "#5f8f2f", "#b37400", "#6b7480")
#: The first group, the middle, the third; shades where several groups share a position.
POSITIONS = {
    "first": ("#0072b2", "#3d8fc2"),
    "middle": ("#838c97", "#5d6671"),
    "third": ("#b34700", "#d0662a"),
}
#: Kinds of governance: no colour of a group.
GOVERNANCES = ("#007a57", "#a2487f", "#7a5c00")
#: From the first school year to the latest: the later, the darker.
YEARS = ("#45a0a8", "#2f7fb5", "#274f96", "#0b1f4a")
DASHES = ((1, 0), (6, 3), (2, 2), (8, 2, 2, 2), (4, 4), (1, 3), (10, 3))
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
#: How much the lightest mark stands out from the paper.
CONTRAST = 3.0
#: How much a text does.
TEXT_CONTRAST = 4.5
GOLDEN = 0.618034


@dataclass(frozen=True)
class Look:
    """What a series looks like: no two of a kind have the same colour."""

    colour: str
    shape: str
    dash: tuple[int, ...]


#: A class alone, behind a city: it has no order to show.
BEHIND = Look("#6b7480", "triangle-down", (6, 3))


def look(place: int, colour: str = "") -> Look:
    """The look at a place among those of a kind.

    Args:
        place: from 0, without an end.
        colour: its colour; by default that of the place.
    """
    around, turn = place % len(SHAPES), place // len(SHAPES)
    return Look(colour or _colour(place), SHAPES[around], DASHES[(around + turn) % len(DASHES)])


def area_looks(areas: Mapping[tuple[str, str], str]) -> dict[str, Look]:
    """The look of each area by its name: a city keeps it whatever other cities are shown.

    Args:
        areas: names of areas by their level and code.
    """
    known = [row["municipality_code"] for row in read_seed("focus_cities")]
    cities = in_report_order({*known, *(code for level, code in areas if level == "g4")})
    classes = [code for level, code in areas if level == "urbanity"]
    made = {}
    for (level, code), name in areas.items():
        if level == "national":
            made[name] = look(0, INK)
        elif level == "g4":
            made[name] = look(cities.index(code))
        elif len(classes) == 1 and code.isdecimal():
            made[name] = BEHIND
        else:
            place = int(code) - 1 if code.isdecimal() else max(len(classes), len(ORDERED)) - 1
            made[name] = look(place, ORDERED[place] if 0 <= place < len(ORDERED) else "")
    return made


def group_looks(groups: Sequence[Group], everybody: str) -> dict[str, Look]:
    """The look of each group of a characteristic by its name, and of all pupils."""
    made = {everybody: look(len(groups), INK)}
    for place, group in enumerate(groups):
        shades = POSITIONS[group.position]
        before = sum(other.position == group.position for other in groups[:place])
        made[group.name] = look(place, shades[before] if before < len(shades) else "")
    return made


def governance_looks(names: Mapping[str, str]) -> dict[str, Look]:
    """The look of each kind of governance by its name, and of all schools."""
    kinds = [name for code, name in names.items() if code != "all"]
    made = {names["all"]: look(len(kinds), INK)}
    for place, name in enumerate(kinds):
        made[name] = look(place, GOVERNANCES[place] if place < len(GOVERNANCES) else "")
    return made


def year_colours(years: Sequence[str]) -> dict[str, str]:
    """The colour of each school year, between the first and the last of `YEARS`."""
    n_steps = max(len(years) - 1, 1)
    last = len(YEARS) - 1
    made = {}
    for i, year in enumerate(years):
        # one year is the latest
        place = last * (i / n_steps if len(years) > 1 else 1)
        low = min(int(place), last - 1)
        ends = zip(_channels(YEARS[low]), _channels(YEARS[low + 1]), strict=True)
        made[year] = _hex([a + (b - a) * (place - low) for a, b in ends])
    return made


def contrast(colour: str, other: str = "#ffffff") -> float:
    """How much a colour stands out from another, as the accessibility guidelines measure it."""
    low, high = sorted((_luminance(colour), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def readable(colour: str) -> str:
    """The colour of a text about what has a colour: that one, or darker."""
    light = lightness(colour)
    steps = (shaded(colour, light - step / 100) for step in range(100))
    return next(made for made in steps if contrast(made) >= TEXT_CONTRAST)


def lightness(colour: str) -> float:
    """How light a colour is, from 0 to 1."""
    return rgb_to_hls(*(channel / 255 for channel in _channels(colour)))[1]


def shaded(colour: str, light: float, saturation: float = 1) -> str:
    """A colour as light as is asked, of the same hue.

    Args:
        colour: the colour.
        light: how light it becomes, from 0 to 1.
        saturation: the most it may be saturated.
    """
    hue, _, saturated = rgb_to_hls(*(channel / 255 for channel in _channels(colour)))
    return _hex([c * 255 for c in hls_to_rgb(hue, min(light, 1), min(saturated, saturation))])


def _colour(place: int) -> str:
    if place < len(COLOURS):
        return COLOURS[place]
    # hues that keep away from those before them, each darkened until it stands out
    hue, depth = place * GOLDEN % 1, (0.42, 0.3, 0.2)[place % 3]
    for step in count():
        made = _hex([c * 255 for c in hls_to_rgb(hue, depth * 0.95**step, 0.65)])
        if contrast(made) >= CONTRAST:
            return made
    raise AssertionError


def _channels(colour: str) -> list[int]:
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def _hex(channels: Sequence[float]) -> str:
    return "#" + "".join(f"{round(channel):02x}" for channel in channels)


def _luminance(colour: str) -> float:
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (channel / 255 for channel in _channels(colour))
    ]
    return sum(part * c for part, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
