"""The title of a figure is its finding where a rule decides one, else what it is of."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from segmon.labels import Language
from segmon.numerals import Numerals
from segmon.report.facts import Number, Sentence
from segmon.report.headings import headed
from segmon.report.tables import Table
from segmon.report.topic import Item, Topic

OF = "Dissimilariteit en interactie: Landelijk"


def number(text: str) -> Number:
    """A number of a sentence."""
    return Number(float(text.rstrip("%")), text, "index.value?")


def change(symbol: str, *, hangs: bool = False, is_within_chance: bool = False) -> Sentence:
    """A change of one area."""
    ends = {"from": number("0.38"), "to": number("0.41")}
    area = {**ends, "name": "Nederland", "hangs": hangs, "is_within_chance": is_within_chance}
    return Sentence("change", {"index": "Dissimilariteit", "areas": [area]}, symbol)


def extremes(*names: str) -> Sentence:
    """Where an index is highest."""
    highest = {"names": [*names], "value": number("0.67")}
    return Sentence("extremes", {"index": "Dissimilariteit", "highest": highest})


def adds(*left_out: str) -> Sentence:
    """What adds to the segregation of a city."""
    facts = {"category": "Openbaar", "city": "{Utrecht}", "left_out": [*left_out]}
    return Sentence("adds", facts, "+")


def composition(few: bool | None = False, city: str = "", *others: str) -> Sentence:
    """In which category a group has its largest share."""
    highest = {"names": ["Openbaar", *others], "value": number("53%")}
    facts = {"group": "Laag inkomen", "city": city, "few": few, "highest": highest}
    return Sentence("composition", facts)


def governance(symbol: str, *, are_few: bool = False) -> Sentence:
    """An index among public schools, next to that among private ones."""
    ends = {"public": number("0.41"), "private": number("0.38")}
    facts = {**ends, "index": "Dissimilariteit", "area": "Nederland", "are_few": are_few}
    return Sentence("governance", facts, symbol)


def farthest(by: str, *names: str) -> Sentence:
    """Who lives farthest from school."""
    highest = {"names": [*names], "value": number("1.3")}
    return Sentence(f"distance_{by}", {"area": "{Utrecht}", "highest": highest})


def made(*sentences: Sentence, panels: tuple[Any, ...] = ({},)) -> Item:
    """A figure with these sentences, with its heading."""
    topic = SimpleNamespace(
        sector="po",
        title="Inkomen van de ouders",
        language=Language.nl,
        write=Numerals(Language.nl),
        marts=SimpleNamespace(years=lambda: ["2017-2018", "2023-2024"]),
        position=lambda position: {"first": "Laag inkomen", "third": "Hoog inkomen"}[position],
    )
    item = Item("Figuur", "3.1.1", OF, Table((), (), ()), panels, sentences)
    return headed(item, cast("Topic", topic))


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        (change("++"), "Dissimilariteit steeg substantieel in Nederland, van 0,38 naar 0,41"),
        (change("-"), "Dissimilariteit daalde licht in Nederland, van 0,38 naar 0,41"),
        (change(".", is_within_chance=True), "Dissimilariteit bleef gelijk in Nederland: 0,41"),
        (extremes("Den Haag"), "Dissimilariteit is het hoogst in Den Haag (0,67)"),
        (adds(), "Openbaar draagt in {Utrecht} het meest bij aan de segregatie"),
        (
            adds("Islamitisch"),
            "Van de categorieën met genoeg scholen draagt Openbaar in {Utrecht} het meest bij"
            " aan de segregatie",
        ),
        (
            composition(),
            "‘Laag inkomen’ heeft het grootste aandeel in de categorie Openbaar (53%)",
        ),
        (
            composition(city="Utrecht"),
            "‘Laag inkomen’ heeft in Utrecht het grootste aandeel in de categorie Openbaar (53%)",
        ),
        (
            composition(few=True, city="Utrecht"),
            "‘Laag inkomen’ heeft in Utrecht het grootste aandeel in de categorie Openbaar"
            " (53%, weinig scholen)",
        ),
        (
            governance("++"),
            "Dissimilariteit is in Nederland substantieel hoger onder openbare dan onder"
            " bijzondere scholen (0,41 tegen 0,38)",
        ),
        (
            governance("."),
            "Dissimilariteit is in Nederland onder openbare scholen gelijk aan die onder"
            " bijzondere (0,41)",
        ),
        (
            farthest("group_code", "Hoog inkomen"),
            "Leerlingen uit de groep ‘Hoog inkomen’ wonen in {Utrecht} gemiddeld het verst van"
            " school (1,3 km)",
        ),
        (
            farthest("governance", "Bijzonder"),
            "De gemiddelde afstand tot school is in {Utrecht} het grootst bij de bestuursvorm"
            " Bijzonder (1,3 km)",
        ),
    ],
)
def test_what_is_decided_is_the_title(sentence: Sentence, title: str) -> None:
    item = made(Sentence("meeting", {}), sentence, extremes("Utrecht"))
    assert item.title == title
    groups = "Laag inkomen / Hoog inkomen"
    about = f"{OF} · Primair onderwijs · Inkomen van de ouders · {groups} · 2017-2018 – 2023-2024"
    assert item.about == about


@pytest.mark.parametrize(
    "sentence",
    [
        change("+", hangs=True),
        change("+", is_within_chance=True),
        extremes("Den Haag", "Utrecht"),
        composition(None, "Utrecht"),
        composition(False, "", "Islamitisch"),
        governance("+", are_few=True),
        farthest("group_code", "Hoog inkomen", "Laag inkomen"),
    ],
)
def test_what_is_not_decided_is_not_said(sentence: Sentence) -> None:
    # nor does what comes after it decide
    item = made(sentence, extremes("Utrecht"))
    assert item.title == OF
    assert item.about.startswith("Primair onderwijs · ")


def test_a_table_has_no_finding() -> None:
    item = made(extremes("Utrecht"), panels=())
    assert (item.title, item.about) == (OF, "")
