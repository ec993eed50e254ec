"""Grammar of the sentences in both languages: enumerations, plurals, capitals, spaces.

The golden files have the sentences of one small delivery. Here each pattern is filled with each
number of names, and with names that are hard to place.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache
from itertools import cycle, islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from segmon.labels import Language, labels
from segmon.report.facts import Number, Sentence
from segmon.templating import environment

GOLDEN = Path(__file__).parents[1] / "golden"
#: Names that begin in lower case, with an apostrophe or a capital of two letters.
HARD = ["'s-Gravenhage", "’s-Hertogenbosch", "IJsselstein", "de Fryske Marren", "A & B"]
SYMBOLS = ("++", "+", ".", "-", "--")
#: What speaks of two areas at most, or of exactly one.
PARTS = ("num", "year", "listed", "quoted", "without", "figure", "about", "moved_to", "shares_of")
NO_SENTENCE = (*PARTS, "end", "cities_of", "by_sign", "development", "heading", "note", "brief")


def number(text: str = "0.41") -> Number:
    """A number of a sentence."""
    return Number(float(text.rstrip("%")), text, "index.value?a=b")


def plain(marked: str) -> str:
    """A sentence as it is read; only what the pattern itself has between words is kept."""
    quoted = re.sub(r"<q\b[^>]*>", "‘", str(marked)).replace("</q>", "’")
    return html.unescape(re.sub(r"<[^>]+>", "", quoted)).strip()


@cache
def module(name: str, language: Language) -> Any:
    """The macros of a template."""
    return environment("html").get_template(f"{name}.{language}.j2").module


def facts(names: list[str], symbol: str = "++", text: str = "0.41") -> dict[str, Any]:
    """All that any pattern speaks of, with so many areas, cities or categories."""
    value = number(text)
    share = {"name": "Laag inkomen", "share": number("41%")}
    areas = [
        {
            **{"name": name, "value": value, "chance": value, "moved": number("21")},
            **{"from": value, "to": value, "symbol": symbol, "figure": "3.1.6", "word": "Figuur"},
            **{"hangs": i % 2 == 0, "is_within_chance": i % 3 == 0},
        }
        for i, name in enumerate(names)
    ]
    end = {
        **{"names": names, "value": value, "met": value, "moved": number("21%")},
        **{"place": names[0], "group": "Laag inkomen", "km": number("1.3"), "shares": [share]},
    }
    half = {**areas[0], "from_year": "2017-2018", "to_year": "2020-2021"}
    return {
        **{"year": "2023-2024", "from_year": "2017-2018", "to_year": "2023-2024"},
        **{"since": "2020-2021", "is_whole": True, "is_step": True, "index": "Dissimilariteit"},
        **{"areas": areas, "area": areas[0], "halves": [half, half], "names": names},
        **{"highest": end, "lowest": end, "value": value, "moved": number("21%"), "met": value},
        **{"own_name": "Laag inkomen", "other_name": "Hoog inkomen", "group": "Laag inkomen"},
        **{"city": names[0], "category": "Vwo", "left_out": names, "place": names[0]},
        **{"public": value, "private": value, "from": value, "to": value, "hangs": True},
        **{"others": [{"symbol": symbol, "name": name, "value": value} for name in names[:2]]},
        **{"characteristic": "Inkomen", "short": "inkomen", "share": number("3%")},
        **{"shares": {"from": [share], "to": [share]}, "n_schools": number("7")},
        **{"figure": "3.1.6", "word": "Figuur", "symbol": symbol},
        "topics": [{"characteristic": "Inkomen", "areas": areas}],
    }


def wrong(text: str, *, is_whole: bool = True) -> list[str]:
    """What is wrong with a sentence."""
    rules = {
        "two spaces": r"\s\s",
        "a space before a mark": r" [.,;:)’](?!\w)",
        "a space after a bracket": r"\( ",
        "two marks": r"[.,;:]{2}|\.;",
        "a country without its article": r"(?i)\bin netherlands\b",
        "an open placeholder": r"[{}]|%s|\bNone\b|Undefined",
        "an empty place": r"\(\)|‘’(?!s-)",
        "an enumeration that is not one": r"\b(en|and) (en|and)\b|, ,",
    }
    found = [what for what, pattern in rules.items() if re.search(pattern, text)]
    begins = text.lstrip("‘'’ ")[:1]
    if not begins or begins != begins.upper():
        found.append("no capital at the beginning")
    if is_whole and not text.endswith("."):
        found.append("no full stop at the end")
    return found


def patterns() -> Iterator[tuple[str, str]]:
    """Template and name of every pattern of a sentence."""
    for template in ("sentences", "claims", "city"):
        for name, macro in vars(module(template, Language.en)).items():
            is_imported = template != "sentences" and hasattr(
                module("sentences", Language.en), name
            )
            is_base = template == "city" and hasattr(module("claims", Language.en), name)
            if callable(macro) and name not in NO_SENTENCE and not (is_imported or is_base):
                yield template, name


#: In an order that all processes that run tests agree on.
PATTERNS = sorted(patterns())


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("template", "name"), PATTERNS)
def test_every_pattern_is_a_sentence(template: str, name: str, language: Language) -> None:
    say = getattr(module(template, language), name)
    kinds = ("g4", "national_place", "urbanity_place", "denomination", "school_type")
    known = [*HARD, *(text for kind in kinds for text in labels(kind, language).values())]
    for n in (1, 2, 3):
        for first in range(len(known)):
            names = [*islice(cycle(known), first, first + n)]
            for symbol in SYMBOLS:
                text = plain(say(facts(names, symbol), symbol))
                assert wrong(text) == [], text


def test_all_patterns_are_there() -> None:
    assert len(PATTERNS) >= 30
    for template, name in PATTERNS:
        assert hasattr(module(template, Language.nl), name)


@pytest.mark.parametrize("language", Language)
def test_every_title_of_a_finding_is_one(language: Language) -> None:
    for code, pattern in labels("finding", language).items():
        for name in HARD:
            keys = set(re.findall(r"{(\w+)}", pattern))
            filled = {key: name if key in ("area", "city", "highest") else "Iets" for key in keys}
            text = pattern.format(**filled)
            assert wrong(text, is_whole=False) == [], (code, text)


@pytest.mark.parametrize("language", Language)
def test_the_golden_report_has_no_slips(language: Language) -> None:
    lines = (GOLDEN / f"report_{language}.txt").read_text(encoding="utf-8").splitlines()
    sentences = [line for line in lines if line.endswith(".")]
    assert len(sentences) > 100
    assert {line: found for line in sentences if (found := wrong(line))} == {}


# known answers


@pytest.mark.parametrize(
    ("names", "nl", "en"),
    [
        ([], "", ""),
        (["Utrecht"], "Utrecht", "Utrecht"),
        (["Utrecht", "IJsselstein"], "Utrecht en IJsselstein", "Utrecht and IJsselstein"),
        (
            ["Ede", "'s-Gravenhage", "Goes"],
            "Ede, 's-Gravenhage en Goes",
            "Ede, 's-Gravenhage and Goes",
        ),
        (["Ede", "Goes", "Tiel", "Velp"], "Ede, Goes, Tiel en Velp", "Ede, Goes, Tiel and Velp"),
    ],
)
def test_an_enumeration(names: list[str], nl: str, en: str) -> None:
    for language, expected in zip((Language.nl, Language.en), (nl, en), strict=True):
        assert plain(module("sentences", language).listed(names)) == expected
        for name in names:
            expected = expected.replace(name, f"‘{name}’")
        assert plain(module("sentences", language).quoted(names)) == expected


def said(template: str, kind: str, language: Language, names: list[str], **changed: Any) -> str:
    """A sentence about so many names."""
    symbol = str(changed.get("symbol", "++"))
    return plain(getattr(module(template, language), kind)({**facts(names), **changed}, symbol))


def test_verbs_and_nouns_follow_the_number() -> None:
    nl, en = Language.nl, Language.en
    one, two = ["Vwo"], ["Vwo", "Havo"]
    for names, verb in ((one, "telt Vwo"), (two, "tellen Vwo en Havo")):
        assert f"Wegens weinig scholen {verb} hierin niet mee." in said(
            "sentences", "adds", nl, names
        )
    for names, verb in ((one, "Vwo is"), (two, "Vwo and Havo are")):
        assert f"With few schools, {verb} not counted here." in said("sentences", "adds", en, names)
    assert "few schools" not in said("sentences", "adds", en, one, left_out=[])
    for text, nl_verb, en_verb in (
        ("1", "hoort 1", "1 of every hundred pupils belongs"),
        ("2", "horen 2", "2 of every hundred pupils belong"),
        ("0", "horen 0", "0 of every hundred pupils belong"),
    ):
        met = number(text)
        assert nl_verb in said("sentences", "meeting", nl, one, met=met)
        assert en_verb + " " in said("sentences", "meeting", en, one, met=met)
    for names, nl_noun, en_noun in (
        (one, "in de categorie Vwo (", "in the category Vwo ("),
        (two, "in de categorieën Vwo en Havo (", "in the categories Vwo and Havo ("),
    ):
        assert nl_noun in said("sentences", "composition", nl, names)
        assert en_noun in said("sentences", "composition", en, names)
    for names, nl_noun, en_noun in (
        (one, "uit de groep ‘Vwo’ gemiddeld", "of the group ‘Vwo’ live"),
        (two, "uit de groepen ‘Vwo’ en ‘Havo’ gemiddeld", "of the groups ‘Vwo’ and ‘Havo’ live"),
    ):
        assert nl_noun in said("sentences", "distance_group_code", nl, names)
        assert en_noun in said("sentences", "distance_group_code", en, names)
    for names, nl_noun, en_noun in (
        (one, "bij de bestuursvorm Vwo (", "for the governance Vwo ("),
        (two, "bij de bestuursvormen Vwo en Havo (", "for the governances Vwo and Havo ("),
    ):
        assert nl_noun in said("sentences", "distance_governance", nl, names)
        assert en_noun in said("sentences", "distance_governance", en, names)
    for text, nl_noun, en_noun in (
        ("1", "1 school)", "1 school)"),
        ("2", "2 scholen)", "2 schools)"),
    ):
        n_schools = number(text)
        assert nl_noun in said("city", "city_governance", nl, one, n_schools=n_schools)
        assert en_noun in said("city", "city_governance", en, one, n_schools=n_schools)


def test_a_span_of_years() -> None:
    names = ["Nederland"]
    spans = {
        (True, False): (
            "Over de hele periode, van 2017-2018 tot en met 2023-2024, steeg",
            "Over the whole period, from 2017-2018 to 2023-2024, ",
        ),
        (False, False): (
            "Van 2017-2018 tot en met 2023-2024 steeg",
            "From 2017-2018 to 2023-2024, ",
        ),
        (False, True): ("Van 2017-2018 op 2023-2024 steeg", "From 2017-2018 to 2023-2024, "),
    }
    for (is_whole, is_step), begins in spans.items():
        for language, begin in zip((Language.nl, Language.en), begins, strict=True):
            text = said("sentences", "change", language, names, is_whole=is_whole, is_step=is_step)
            assert text.startswith(begin)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("template", ["claims", "city"])
def test_every_heading_of_a_claim_is_one(template: str, language: Language) -> None:
    outcomes = {
        "claims": {
            **{"stability": "same rose fell mixed", "cities": "above below mixed"},
            **{"highest": "one mixed", "gap": "narrower wider mixed", "meeting": "one"},
            **{"meeting_changed": "same rose fell mixed", "adds": "some", "dampens": "some"},
        },
        "city": {
            "development": " ".join(
                f"{moved}{since}"
                for moved in ("rose", "rose_slightly", "same", "fell_slightly", "fell")
                for since in ("", ".level", ".begun", ".turned_up", ".flatter", ".steady")
            ),
            **{"level": "above below same mixed", "among": "same rose fell mixed"},
            **{"apart": "private public same mixed", "farther": "some"},
            **{"farthest_at": "bijzonder openbaar mixed", "meeting": "rose fell same mixed"},
            **{"adds": "some", "dampens": "some"},
        },
    }
    for kind, of_kind in outcomes[template].items():
        for outcome in of_kind.split():
            for n in (1, 2, 3):
                found = [Sentence("x", facts(HARD, symbol)) for symbol in SYMBOLS[:n]]
                claim = SimpleNamespace(
                    kind=kind, outcome=outcome, names=HARD[:n], findings=found, number=1
                )
                text = plain(module(template, language).heading(claim))
                assert wrong(text, is_whole=False) == [], (kind, outcome, text)
                note = plain(module(template, language).note(claim))
                assert not note or wrong(note) == [], note
