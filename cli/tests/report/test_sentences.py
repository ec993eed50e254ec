"""The sentences of the report: every number is in the marts, and every direction is its symbol."""

from __future__ import annotations

import html
import re
from decimal import ROUND_HALF_UP, Decimal
from urllib.parse import parse_qsl

import pytest

from helpers.report_pages import NUMBER, page, sentences, shown
from helpers.running import Built
from segmon.labels import Language

#: The words that tell the direction of a change or a difference.
WORDS = {
    Language.nl: {
        "++": ("steeg .* substantieel", "substantieel hoger"),
        "+": ("steeg .* licht", "iets hoger"),
        ".": ("bleef .* gelijk", "gelijk aan"),
        "-": ("daalde .* licht", "iets lager"),
        "--": ("daalde .* substantieel", "substantieel lager"),
    },
    Language.en: {
        "++": ("rose substantially", "substantially higher"),
        "+": ("rose slightly", "slightly higher"),
        ".": ("stayed the same", "the same among"),
        "-": ("fell slightly", "slightly lower"),
        "--": ("fell substantially", "substantially lower"),
    },
}
MARTS = {
    "distribution": "group_distribution",
    "composition": "category_composition",
    "contribution": "category_contribution",
    "governance": "segregation_governance",
    "distance": "travel_distance",
    "coverage": "data_coverage",
}


def written(value: float, kind: str, text: str, language: Language) -> str:
    """The value as a sentence of a kind should write it in a language."""
    point = pointed(value, kind, text)
    return point.replace(".", ",") if language == Language.nl else point


def pointed(value: float, kind: str, text: str) -> str:
    """The value as a sentence of a kind should write it, with a point."""
    exact = Decimal(repr(value))
    if kind in ("meeting", "moving"):
        return str((exact * 100).quantize(Decimal(1), ROUND_HALF_UP))
    if text.endswith("%"):
        places = Decimal("0.1") if kind == "coverage" else Decimal(1)
        return f"{(exact * 100).quantize(places, ROUND_HALF_UP)}%"
    places = Decimal("0.1") if kind.startswith("distance") else Decimal("0.01")
    return str(abs(exact).quantize(places, ROUND_HALF_UP))


def in_marts(build: Built, source: str) -> float:
    """The figure at a place in the marts, looked up anew."""
    place, _, query = html.unescape(source).partition("?")
    kind, column = place.split(".")
    keys = dict(parse_qsl(query))
    if kind == "move":
        rows = build.rows(
            "select n_first, n_third, value from marts.segregation_municipality"
            " inner join (select school_year, area_code, urbanity from marts.dim_area"
            " where area_level = 'municipality') using (school_year, area_code)"
            f" where sector = '{keys['sector']}' and characteristic = '{keys['characteristic']}'"
            f" and school_year = '{keys['school_year']}' and index_code = 'dissimilarity'"
            f" and value is not null and '{keys['area_code']}' in ('NL', area_code, urbanity)"
        )
        moved = sum(2 * (a / (a + b)) * (1 - a / (a + b)) * value * (a + b) for a, b, value in rows)
        return moved / sum(a + b for a, b, _ in rows)
    if kind == "contribution":
        keys["definition"] = "monitor"
        del keys["area_level"]
    column = {"distribution": "share", "composition": "share", "contribution": "contribution"}.get(
        kind, column
    )
    mart = MARTS.get(kind, f"segregation_{keys.get('area_level')}")
    where = " and ".join(f"{key} = '{value}'" for key, value in keys.items())
    ((value,),) = build.rows(f"select {column} from marts.{mart} where {where}")
    return float(value)


def symbol_of(from_value: str, to_value: str) -> str:
    """The symbol of two values as they are printed."""
    difference = Decimal(to_value.replace(",", ".")) - Decimal(from_value.replace(",", "."))
    size = 2 if abs(difference) >= Decimal("0.03") else 1
    return "." if not difference else ("+" if difference > 0 else "-") * size


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", ["varied_build", "one_year_build", "suppressed_build"])
def test_every_number_in_every_sentence_is_in_the_marts(
    name: str, language: Language, request: pytest.FixtureRequest
) -> None:
    build: Built = request.getfixturevalue(name)
    found = list(sentences(page(build.warehouse, language)))
    assert found
    years = {year for (year,) in build.rows("select school_year from marts.data_coverage")}
    for kind, _, text in found:
        for value, source, number in NUMBER.findall(text):
            assert float(value) == pytest.approx(in_marts(build, source), abs=1e-12), text
            assert number == written(float(value), kind, number, language), text
        assert set(re.findall(r'class="year">([^<]+)<', text)) <= years
        # no other digit: not a number that nobody looked up
        rest = re.sub(r'<data.*?</data>|<(span|a) class="(year|name)".*?</\1>|<q>.*?</q>', "", text)
        assert not re.search(r"\d", shown(rest)), text


@pytest.mark.parametrize("language", Language)
def test_the_direction_of_a_sentence_is_its_symbol(language: Language, varied_build: Built) -> None:
    found = [s for s in sentences(page(varied_build.warehouse, language)) if s[1]]
    spoken = {kind for kind, _, _ in found}
    assert spoken == {"change", "no_change", "governance", "adds", "counteracts"}
    for kind, symbol, text in found:
        numbers = NUMBER.findall(text)
        if kind == "change":
            assert re.search(WORDS[language][symbol][0], shown(text)), text
            for before, after in zip(numbers[::2], numbers[1::2], strict=True):
                assert symbol_of(before[2], after[2]) == symbol
                keys = dict(parse_qsl(html.unescape(before[1]).partition("?")[2]))
                to_year = dict(parse_qsl(html.unescape(after[1])))["school_year"]
                where = " and ".join(f"{k} = '{v}'" for k, v in keys.items() if k != "school_year")
                rows = varied_build.rows(
                    f"select symbol from marts.segregation_change_span where {where}"
                    f" and from_year = '{keys['school_year']}' and to_year = '{to_year}'"
                )
                assert rows == [(symbol,)]
        elif kind == "no_change":
            assert re.search(WORDS[language]["."][0], shown(text))
        elif kind == "governance":
            assert symbol_of(numbers[1][2], numbers[0][2]) == symbol
            assert re.search(WORDS[language][symbol][1], shown(text)), text
        else:
            assert symbol[0] == {"adds": "+", "counteracts": "-"}[kind]
