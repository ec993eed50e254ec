"""The report and chance: which changes and figures it may be, and what it gives in the charts."""

from __future__ import annotations

import html
import json
import re
from typing import Any
from urllib.parse import parse_qsl

import pytest

from helpers.report_pages import NUMBER, charts, page, sentences
from helpers.running import Built
from segmon.labels import Language, labels

#: What a sentence says of a change that may be chance.
MAYBE_CHANCE = {Language.nl: "kan toeval zijn", Language.en: "chance alone could do that"}


@pytest.mark.parametrize("language", Language)
def test_a_change_that_may_be_chance_is_called_so(language: Language, varied_build: Built) -> None:
    said = set()
    for kind, _, text in sentences(page(varied_build.warehouse, language)):
        if kind != "change":
            continue
        # of each area its name and what is between brackets after it
        for area in re.findall(r'class="name">.*?\)', text):
            (_, before, _), (_, after, _) = NUMBER.findall(area)
            keys = dict(parse_qsl(html.unescape(before).partition("?")[2]))
            from_year, to_year = keys.pop("school_year"), dict(parse_qsl(html.unescape(after)))
            where = " and ".join(f"{key} = '{value}'" for key, value in keys.items())
            ((is_beyond,),) = varied_build.rows(
                f"select is_beyond_chance from marts.segregation_change_span where {where}"
                f" and from_year = '{from_year}' and to_year = '{to_year['school_year']}'"
            )
            assert (MAYBE_CHANCE[language] in area) == (is_beyond is False), area
            said.add((keys["index_code"], is_beyond))
    assert said >= {("dissimilarity", False), ("interaction", None)}


@pytest.mark.parametrize("language", Language)
def test_dissimilarity_that_may_be_chance_is_called_so(
    language: Language, varied_build: Built
) -> None:
    said = {
        tuple(dict(parse_qsl(html.unescape(source).partition("?")[2])).items())
        for kind, _, text in sentences(page(varied_build.warehouse, language))
        for _, source, _ in NUMBER.findall(text)
        if kind == "within_chance" and "index_code=dissimilarity&" in html.unescape(source)
    }
    columns = ("sector", "characteristic", "area_level", "area_code")
    levels = " union all ".join(
        f"select * from marts.segregation_{level}" for level in ("national", "g4", "urbanity")
    )
    expected = varied_build.rows(
        f"select {', '.join(columns)}, school_year from ({levels}) where area_code <> 'unknown'"
        " and index_code = 'dissimilarity_z' and abs(value) < 1.96"
        " and school_year = (select max(school_year) from marts.data_coverage)"
    )
    assert {tuple(dict(place)[c] for c in (*columns, "school_year")) for place in said} == {
        *expected
    }
    assert expected


def test_every_chart_of_dissimilarity_has_what_chance_gives(varied_build: Built) -> None:
    text = page(varied_build.warehouse, Language.nl)
    (shapes,) = re.findall(r'id="shapes">(.*?)</script>', text, re.S)
    found = [
        chart
        for chart in charts(text)
        if chart["signals"]["title"] == labels("index", Language.nl)["dissimilarity"]
    ]
    assert found
    assert all(has_ticks(json.loads(shapes)[chart["shape"]]) for chart in found)
    drawn = {v["chance"] for chart in found for v in chart["data"]["records"]}
    by_chance = "index_code = 'dissimilarity_expected' and value is not null"
    for mart in ("national", "g4", "urbanity"):
        rows = varied_build.rows(f"select value from marts.segregation_{mart} where {by_chance}")
        assert {value for (value,) in rows} <= drawn
    # of one governance too
    rows = varied_build.rows(
        f"select value from marts.segregation_governance where {by_chance}"
        " and area_level = 'national'"
    )
    assert {value for (value,) in rows} & drawn


def has_ticks(shape: dict[str, Any]) -> bool:
    """Whether charts of a shape have ticks of their records, not of an axis."""
    return any("tick" in mark.get("style", []) for mark in shape["marks"])
