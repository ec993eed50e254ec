"""Any municipality: the figures of all of them, for a reader to pick from on the page.

The page gets columns of arrays, once for the whole country; the script of the page chooses among
them and computes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from segmon.labels import Language, characteristics, labels
from segmon.report.compiled import shape
from segmon.report.municipality_charts import templates

if TYPE_CHECKING:
    import duckdb

#: The indices that are shown, and what they are called in the data of the page.
INDICES = {
    "dissimilarity": "value",
    "dissimilarity_expected": "chance",
    "interaction": "interaction",
}
#: How many municipalities can be next to each other.
MOST = 4
FIGURES = f"""
    select school_year, sector, characteristic, area_level, area_code, index_code, value, status,
        n_schools
    from (
        select * from marts.segregation_municipality
        union all by name select * from marts.segregation_urbanity
        union all by name select * from marts.segregation_national
    )
    where index_code in {tuple(INDICES)}"""
COUNTRY = "select distinct area_code from marts.segregation_national"
#: Each municipality that has figures, as it is called in the last year.
AREAS = """
    select area_code, max_by(name_{language}, school_year), max_by(urbanity, school_year),
        max_by([tile_column, tile_row], school_year)
            filter (school_year = (select max(school_year) from marts.dim_area))
    from marts.dim_area
    where area_level = 'municipality'
        and area_code in (select area_code from marts.segregation_municipality)
    group by area_code order by area_code"""
#: Which share of the pupils of an area has no known group; each of its groups says the same.
COVERAGE = """
    select distinct school_year, sector, characteristic, area_level, area_code, missing_share
    from marts.group_distribution"""
STATUSES = "select status, name_{language} from marts.dim_status order by sort_order"


@dataclass(frozen=True)
class Municipalities:
    """What the page needs to show any municipality.

    Attributes:
        data: names, and the figures as columns: the place of an area in a school year is the
            number of the year times the number of areas, plus the number of the area.
        charts: specifications of the charts without their records, by view.
        text: what the script says.
        n_municipalities: how many there are.
    """

    data: Mapping[str, Any]
    charts: Mapping[str, Any]
    text: Mapping[str, str]
    n_municipalities: int

    @property
    def is_comparable(self) -> bool:
        """Whether there is more than one municipality."""
        return self.n_municipalities > 1

    @property
    def has_map(self) -> bool:
        """Whether any of them has a place on the tile map."""
        return any(self.data["areas"]["tile"])


def read_municipalities(
    connection: duckdb.DuckDBPyConnection, language: Language, start: Sequence[str] = ()
) -> Municipalities | None:
    """The figures of every municipality, of their classes and of the country.

    Args:
        connection: a published warehouse.
        language: language of the names.
        start: municipality codes of those that are shown before a reader picks.

    Returns:
        Nothing if the build has no municipality.
    """
    areas = [*_areas(connection, language)]
    n_municipalities = sum(level == "municipality" for level, *_ in areas)
    if not n_municipalities:
        return None
    rows = connection.execute(FIGURES).fetchall()
    years = sorted({row[0] for row in rows})
    statuses = dict(connection.execute(STATUSES.format(language=language)).fetchall())
    # a status that nothing explains goes by its code
    statuses |= {row[7]: row[7] for row in rows if row[7] not in statuses}
    places = {area[:2]: i for i, area in enumerate(areas)}
    topics = _topics(rows, years, places, [*statuses])
    for year, sector, characteristic, *area, share in connection.execute(COVERAGE).fetchall():
        topic, place = topics.get(sector, {}).get(characteristic), places.get((area[0], area[1]))
        if topic and place is not None:
            topic["missing_share"][years.index(year) * len(areas) + place] = share
    names = ("level", "code", "name", "urbanity", "tile")
    # pairs, as an object loses its order on the page
    data = {
        "years": years,
        "sectors": [(c, n) for c, n in labels("sector", language).items() if c in topics],
        "characteristics": [*characteristics(language).items()],
        "statuses": [*statuses.items()],
        "areas": dict(zip(names, map(list, zip(*areas, strict=True)), strict=True)),
        "topics": topics,
        "most": MOST,
        "start": [*start],
    }
    text = _text(language)
    charts = templates(years, text, n_municipalities)
    for view in ("trend", "strip"):
        charts[view] = [shape(json.dumps(spec), language) for spec in charts[view]]
    return Municipalities(data, charts, text, n_municipalities)


def _areas(
    connection: duckdb.DuckDBPyConnection, language: Language
) -> Iterator[tuple[str, str, str, str | None, list[int] | None]]:
    """Level, code, name, urbanity class and tile of the country, the classes, municipalities."""
    countries = labels("national", language)
    for (code,) in connection.execute(COUNTRY).fetchall():
        yield ("national", code, countries.get(code, code), None, None)
    for code, name in labels("urbanity", language).items():
        yield ("urbanity", code, name, None, None)
    for code, *known, tile in connection.execute(AREAS.format(language=language)).fetchall():
        yield ("municipality", code, *known, None if tile is None or None in tile else tile)


def _topics(
    rows: list[tuple[Any, ...]],
    years: list[str],
    places: Mapping[tuple[str, str], int],
    statuses: list[str],
) -> dict[str, dict[str, dict[str, list[Any]]]]:
    """The columns of each sector and characteristic; what has no row is absent, not 0."""
    topics: dict[str, dict[str, dict[str, list[Any]]]] = {}
    numbers = {status: i for i, status in enumerate(statuses)}
    first_of = {year: i * len(places) for i, year in enumerate(years)}
    n_places = len(years) * len(places)
    for year, sector, characteristic, level, area, index, value, status, n_schools in rows:
        if (level, area) not in places:
            continue
        of_sector = topics.setdefault(sector, {})
        if characteristic not in of_sector:
            of_sector[characteristic] = _empty(n_places, numbers.get("absent", 0))
        topic, place = of_sector[characteristic], first_of[year] + places[level, area]
        topic[INDICES[index]][place] = value
        topic[f"{INDICES[index]}_status"][place] = numbers[status]
        topic["n_schools"][place] = n_schools
    return topics


def _empty(n_places: int, absent: int) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {c: [None] * n_places for c in ("n_schools", "missing_share")}
    for name in INDICES.values():
        columns[name] = [None] * n_places
        columns[f"{name}_status"] = [absent] * n_places
    return columns


def _text(language: Language) -> dict[str, str]:
    """What the script says: labels of the report that begin with `any_`, and a few others."""
    report, indices = labels("report", language), labels("index", language)
    mine = {c.removeprefix("any_"): text for c, text in report.items() if c.startswith("any_")}
    others = {
        code: report[code]
        for code in ("area", "school_year", "schools", "ticks", "unknown", "unknown_part")
    }
    return {**mine, **others, **{name: indices[code] for code, name in INDICES.items()}}
