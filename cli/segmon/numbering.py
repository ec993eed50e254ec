"""Numbers of sections, tables and figures: those of the published report, or plainly our own.

Chapter 3 is primary and chapter 5 secondary education; their sections are income, education and
migration. Everything that the published report does not have carries a letter in its number.
"""

from __future__ import annotations

from string import ascii_uppercase

from segmon.labels import read_seed

CHAPTERS = {"po": 3, "vo": 5}
SECTIONS = ("income", "education", "migration")


def own_characteristics() -> dict[str, str]:
    """Letter of each characteristic that the published report does not have."""
    found = dict.fromkeys(row["characteristic"] for row in read_seed("characteristics"))
    return dict(zip((c for c in found if c not in SECTIONS), ascii_uppercase, strict=False))


def section_number(sector: str, characteristic: str) -> str:
    """Number of a section, such as 3.1; with a letter where the report has no such section."""
    if characteristic in SECTIONS:
        return f"{CHAPTERS[sector]}.{SECTIONS.index(characteristic) + 1}"
    return f"{CHAPTERS[sector]}.{own_characteristics()[characteristic]}"


def change_table_number(sector: str, characteristic: str) -> str:
    """Number of a table of Appendix B: B1 to B6, or B with a chapter and a letter of our own."""
    if characteristic in SECTIONS:
        before = list(CHAPTERS).index(sector) * len(SECTIONS)
        return f"B{before + SECTIONS.index(characteristic) + 1}"
    return f"B-{section_number(sector, characteristic)}"


def figure_number(sector: str, characteristic: str, kind: str, city: str = "") -> str:
    """Number of a figure.

    Args:
        sector: po or vo.
        characteristic: code of the characteristic.
        kind: national, g4, urbanity, composition, contribution, governance, distance, or city for
            the indices of a city next to its class and the country.
        city: municipality code, for the figures of a focus city.

    Returns:
        The published number where the published report has this figure. The order of its figures is
        national, cities, urbanity, composition of the country and then, city by city, for primary
        education the composition and the contributions, for secondary education the contributions.
        Otherwise a number that ends in a letter and, for a city, its code.
    """
    section = section_number(sector, characteristic)
    # the seed has the four big cities in the order of the published figures
    cities = [row["municipality_code"] for row in read_seed("focus_cities")]
    fixed = {"national": 1, "g4": 2, "urbanity": 3}
    if kind in fixed:
        return f"{section}.{fixed[kind]}"
    if kind == "composition" and not city:
        return f"{section}.4"
    if city in cities and kind == "contribution":
        place = cities.index(city)
        return f"{section}.{6 + 2 * place if sector == 'po' else 5 + place}"
    if city in cities and kind == "composition" and sector == "po":
        return f"{section}.{5 + 2 * cities.index(city)}"
    letters = {"composition": "C", "contribution": "D", "governance": "G", "distance": "R"}
    letter = {**letters, "city": "T"}[kind]
    return f"{section}.{letter}{f'-{city}' if city else ''}"
