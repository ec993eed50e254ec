"""Any municipality on the page: each figure is that of the mart, and what has none says why."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from helpers.deliveries import AMSTERDAM, VLIELAND
from helpers.running import Built
from segmon.labels import Language, labels
from segmon.published.warehouse import open_warehouse
from segmon.report.contents import read_report
from segmon.report.municipalities import INDICES, Municipalities, read_municipalities
from segmon.report.page import render

#: Bytes of a municipality in a school year, sector and characteristic: the whole country, about
#: 350 municipalities in four years of two sectors and three characteristics, is below 1.5 MB.
MOST_BYTES = 1_500_000 / (350 * 4 * 2 * 3)
LEVELS = ("national", "urbanity", "municipality")
KEYS = ("school_year", "sector", "characteristic", "area_level", "area_code", "index_code")


def found(build: Built, language: Language = Language.nl) -> Municipalities:
    """What the page gets of a build."""
    with open_warehouse(build.warehouse) as connection:
        made = read_municipalities(connection, language)
    assert made
    return made


def cells(made: Municipalities) -> dict[tuple[str, ...], tuple[Any, str, Any]]:
    """Value, status and number of schools of every area that has a row, by its keys."""
    data = made.data
    statuses = [code for code, _ in data["statuses"]]
    areas = list(zip(data["areas"]["level"], data["areas"]["code"], strict=True))
    return {
        (year, sector, characteristic, *area, index): (
            topic[column][y * len(areas) + a],
            statuses[topic[f"{column}_status"][y * len(areas) + a]],
            topic["n_schools"][y * len(areas) + a],
        )
        for sector, topics in data["topics"].items()
        for characteristic, topic in topics.items()
        for index, column in INDICES.items()
        for y, year in enumerate(data["years"])
        for a, area in enumerate(areas)
    }


def test_every_figure_is_that_of_the_mart(varied_build: Built) -> None:
    levels = " union all ".join(f"select * from marts.segregation_{level}" for level in LEVELS)
    rows = varied_build.rows(
        f"select {', '.join(KEYS)}, value, status, n_schools from ({levels})"
        f" where index_code in {tuple(INDICES)} and area_code <> 'unknown'"
    )
    expected = {row[: len(KEYS)]: row[len(KEYS) :] for row in rows}
    read = cells(found(varied_build))
    assert {key: read[key] for key in expected} == expected
    # whatever the mart has no row of is absent and has no figure
    assert {read[key] for key in read.keys() - expected.keys()} == {(None, "absent", None)}
    assert (None, "group_absent", 1) in read.values()


def test_coverage_and_names_are_those_of_the_marts(varied_build: Built) -> None:
    data = found(varied_build, Language.en).data
    places = [*zip(data["areas"]["level"], data["areas"]["code"], strict=True)]
    shares = varied_build.rows(
        "select sector, characteristic, school_year, area_level, area_code, missing_share"
        " from marts.group_distribution where area_level <> 'g4' and area_code <> 'unknown'"
    )
    for sector, characteristic, year, *area, share in shares:
        found_shares = data["topics"][sector][characteristic]["missing_share"]
        place = data["years"].index(year) * len(places) + places.index(tuple(area))
        assert found_shares[place] == share
    assert len({share for *_, share in shares}) > 5
    areas = dict(zip(data["areas"]["code"], data["areas"]["name"], strict=True))
    assert (areas["NL"], areas[AMSTERDAM]) == ("Netherlands", "Amsterdam")
    classes = dict(zip(data["areas"]["code"], data["areas"]["urbanity"], strict=True))
    assert (classes[AMSTERDAM], classes[VLIELAND]) == ("1", "5")
    tiles = dict(zip(data["areas"]["code"], data["areas"]["tile"], strict=True))
    rows = varied_build.rows(
        "select distinct area_code, [tile_column, tile_row] from marts.dim_area"
        " where area_level = 'municipality'"
    )
    assert tiles == {**dict.fromkeys(tiles), **dict(rows)}
    assert tiles["NL"] is None
    assert None not in (tiles[AMSTERDAM], tiles[VLIELAND])
    assert dict(data["statuses"])["group_absent"] == labels("status", Language.en)["group_absent"]


def test_a_suppressed_figure_is_none_with_its_status(suppressed_build: Built) -> None:
    in_amsterdam = {
        cell
        for key, cell in cells(found(suppressed_build)).items()
        if key[4] == AMSTERDAM and cell[0] is None
    }
    assert "incomplete_input" in {status for _, status, _ in in_amsterdam}


def test_lines_begin_at_zero(varied_build: Built) -> None:
    for chart in found(varied_build).charts["trend"]:
        (scale,) = [scale for scale in chart["scales"] if scale["name"] == "y"]
        assert scale["zero"]


def test_the_page_has_it_once_and_small(varied_build: Built) -> None:
    with open_warehouse(varied_build.warehouse) as connection:
        # a focus of the reader leaves all municipalities to pick from
        text = render(read_report(connection, Language.nl, (VLIELAND,)))
    (embedded,) = re.findall(r'class="any-data">(.*?)</script>', text, re.S)
    read = json.loads(embedded)
    made = found(varied_build)
    # the city of an edition is there before a reader picks
    assert read["data"] == json.loads(json.dumps({**made.data, "start": [VLIELAND]}))
    n_topics = sum(len(topics) for topics in read["data"]["topics"].values())
    n_areas = len(read["data"]["areas"]["code"])
    columns = json.dumps(read["data"]["topics"], separators=(",", ":"))
    assert len(columns) < MOST_BYTES * n_topics * n_areas * len(read["data"]["years"])
    assert '<a href="#municipalities">' in text


@pytest.mark.parametrize(("keep", "n"), [(f"= '{VLIELAND}'", 1), ("is null", 0)])
def test_one_municipality_and_none(keep: str, n: int, varied_build: Built) -> None:
    with open_warehouse(varied_build.warehouse) as connection:
        report = read_report(_Fewer(connection, keep), Language.nl)  # type: ignore[arg-type]
    text = render(report)
    assert (report.municipalities is None) == (n == 0)
    assert ('id="municipalities"' in text) == (n > 0)
    # nothing to pick from, and nothing to rank
    assert 'id="any-pick"' not in text
    assert 'name="any-view"' not in text


class _Fewer:
    """A connection to a warehouse that has some of the municipalities only."""

    def __init__(self, connection: Any, keep: str) -> None:
        self.connection, self.keep = connection, keep

    def execute(self, query: str, *parameters: Any) -> Any:
        """The rows of a query in which the other municipalities are not."""
        name = "marts.segregation_municipality"
        fewer = f"(select * from {name} where area_code {self.keep})"
        return self.connection.execute(query.replace(name, fewer), *parameters)
