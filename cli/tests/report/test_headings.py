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


def made(*sentences: Sentence, panels: tuple[Any, ...] = ({},), number: str = "3.1.1") -> Item:
    """A figure with these sentences, with its heading."""
    topic = SimpleNamespace(
        sector="po",
        title="Inkomen van de ouders",
        language=Language.nl,
        write=Numerals(Language.nl),
        marts=SimpleNamespace(years=lambda: ["2017-2018", "2023-2024"]),
        figure=lambda kind: ("Figuur", "3.1.4"),
        position=lambda position: {"first": "Laag inkomen", "third": "Hoog inkomen"}[position],
    )
    item = Item("Figuur", number, OF, Table((), (), ()), panels, sentences)
    return headed(item, cast("Topic", topic))


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        (change("++"), "Dissimilariteit steeg substantieel in Nederland, van 0,38 naar 0,41"),
        (change("-"), "Dissimilariteit daalde licht in Nederland, van 0,38 naar 0,41"),
        (change(".", is_within_chance=True), "Dissimilariteit bleef gelijk in Nederland: 0,41"),
        (extremes("Den Haag"), "Dissimilariteit is het hoogst in Den Haag (0,67)"),
        (adds(), "Openbaar draagt in {Utrecht} het meest bij aan de segregatie"),
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
        adds("Islamitisch"),
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


def test_shares_decide_for_the_country_only() -> None:
    highest = {"names": ["Openbaar"], "value": number("53%")}
    sentence = Sentence("composition", {"group": "Laag inkomen", "highest": highest})
    title = "‘Laag inkomen’ heeft het grootste aandeel in de categorie Openbaar (53%)"
    assert made(sentence, number="3.1.4").title == title
    assert made(sentence, number="3.1.5").title == OF
