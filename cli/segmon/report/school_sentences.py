"""What the figures of categories of schools and of distances say, as facts of sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from segmon.numerals import decimals, percent
from segmon.report.facts import (
    Names,
    Sentence,
    city_of,
    ends_of,
    in_latest_year,
    index,
    number,
    symbol_of,
)
from segmon.report.marts import Record, select


def compositions(
    records: Sequence[Record],
    compared: Sequence[str],
    names: Names,
    few: Callable[[Record], bool] | None = None,
) -> list[Sentence]:
    """The categories of schools with the largest and the smallest share of each compared group.

    Args:
        records: shares of the groups in the categories of an area.
        compared: codes of the groups to speak of.
        names: names of the area, the groups and the categories.
        few: whether a category has few schools, where that is known.
    """
    found = []
    for group in compared:
        latest = [
            r
            for r in in_latest_year(select(records, group_code=group))
            if r["value"] is not None and r["category_code"] != "all" and r["n_schools"]
        ]
        ends = ends_of(latest, percent(0))
        if ends:
            facts = {
                "year": latest[0]["school_year"],
                "group": names.groups[group],
                "city": city_of(latest[0], names),
                "few": any(map(few, ends["highest"])) if few else None,
                **{
                    end: {
                        "names": [names.categories[r["category_code"]] for r in rows],
                        "value": number("composition", rows[0], percent(0)),
                    }
                    for end, rows in ends.items()
                },
            }
            found.append(Sentence("composition", facts))
    return found


def contributions(records: Sequence[Record], names: Names) -> list[Sentence]:
    """The category of schools that adds most to segregation, and the one that counteracts most."""
    latest = [r for r in in_latest_year(records) if r["status"] in {"ok", "above_one"}]
    left_out = [
        names.categories[r["category_code"]]
        for r in in_latest_year(records)
        if r["status"] == "few_schools" and r["value"] is not None
    ]
    found = []
    for kind, pick in (("adds", max), ("counteracts", min)):
        if not latest:
            continue
        record = pick(latest, key=lambda r: r["value"])
        symbol = symbol_of(0.0, record["value"])
        if symbol[0] == {"adds": "+", "counteracts": "-"}[kind]:
            facts = {
                **{"year": record["school_year"], "city": names.area(record)},
                "category": names.categories[record["category_code"]],
                "value": number("contribution", record, lambda v: decimals(2)(abs(v))),
                "left_out": left_out,
            }
            found.append(Sentence(kind, facts, symbol))
    return found


def governances(records: Sequence[Record], names: Names, level: str = "national") -> list[Sentence]:
    """The index of an area among public schools next to that among private schools.

    Args:
        records: indices among the schools of each governance.
        names: names of the indices to speak of, and of the areas.
        level: level of the area that is spoken of.
    """
    found = []
    for code, name in names.indices.items():
        of_index = select(records, area_level=level, index_code=code)
        for public in in_latest_year(select(of_index, governance="openbaar")):
            same_year = {"school_year": public["school_year"], "governance": "bijzonder"}
            for private in select(of_index, **same_year):
                if public["value"] is None or private["value"] is None:
                    continue
                facts = {
                    **{"year": public["school_year"], "index": name},
                    **{"area": names.area(public), "city": city_of(public, names)},
                    "are_few": False,
                    "public": index(public, "governance"),
                    "private": index(private, "governance"),
                }
                symbol = symbol_of(private["value"], public["value"])
                found.append(Sentence("governance", facts, symbol))
    return found


def distances(
    records: Sequence[Record], by: str, kinds: Mapping[str, str], names: Names
) -> list[Sentence]:
    """Who lives farthest from school and who nearest, in kilometres.

    Args:
        records: distances in one area.
        by: column of those who are compared.
        kinds: their names.
        names: names of the area.
    """
    kilometres = decimals(1)
    latest = [
        {**r, "value": r["mean_km"]} for r in in_latest_year(records) if r["mean_km"] is not None
    ]
    ends = ends_of(latest, kilometres)
    if not ends:
        return []
    facts = {
        **{"year": latest[0]["school_year"], "area": names.area(latest[0])},
        **{
            end: {
                "names": [kinds[r[by]] for r in rows],
                "value": number("distance", rows[0], kilometres, "mean_km"),
            }
            for end, rows in ends.items()
        },
    }
    return [Sentence(f"distance_{by}", facts)]
