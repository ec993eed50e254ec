"""The figures of the monitor a second time: written from the method, not from the models.

Everything is exact: counts are grouped by pandas, indices are fractions. A suppressed count is NaN
and spreads; an undefined index is None. Nothing here is used by the product.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import combinations, pairwise
from statistics import NormalDist
from typing import Any

import pandas as pd

from helpers.oracle_contributions import DEFINITIONS, Figures, Site, Sites
from helpers.oracle_further import DEVIATIONS, FURTHER
from helpers.oracle_information import information_changes
from helpers.oracle_register import POSITIONS, denomination_of, governance_of, school_type_of

#: Kinds of categories, and the sectors whose schools have one.
KINDS = {"denomination": ("po",), "school_type": ("vo",), "governance": ("po", "vo")}
FEW_SCHOOLS = 2
G4 = {"GM0363", "GM0518", "GM0599", "GM0344"}

SERIES = ["school_year", "sector", "characteristic"]
AREA = ["area_level", "area_code"]
COUNTS = ["n_first", "n_middle", "n_third", "n_missing"]


@dataclass(frozen=True)
class School:
    """The pupils of one school: of the first group, of the third, and of any known group."""

    first: int
    third: int
    known: int


def dissimilarity(schools: Iterable[School]) -> Fraction | None:
    """Half the sum of the differences between the school's shares of the two groups."""
    schools = list(schools)
    first = sum(school.first for school in schools)
    third = sum(school.third for school in schools)
    if not first or not third:
        return None
    terms = (Fraction(s.third, third) - Fraction(s.first, first) for s in schools)
    return Fraction(1, 2) * sum(abs(term) for term in terms)


def interaction(schools: Iterable[School]) -> Fraction | None:
    """The share of the third group at the school of the average pupil of the first."""
    schools = list(schools)
    first = sum(school.first for school in schools)
    if not first or not sum(school.third for school in schools):
        return None
    return sum(
        (Fraction(s.first, first) * Fraction(s.third, s.known) for s in schools if s.first),
        Fraction(0),
    )


def interaction_reverse(schools: Iterable[School]) -> Fraction | None:
    """The share of the first group at the school of the average pupil of the third."""
    return interaction(School(school.third, school.first, school.known) for school in schools)


INDICES = {
    "dissimilarity": dissimilarity,
    "interaction": interaction,
    "interaction_reverse": interaction_reverse,
}


@dataclass
class Oracle:
    """What the marts of a delivery must hold.

    Attributes:
        segregation: every index of the published monitors of every area, one row each.
        further: every other index of every area that is a mean of municipalities.
        distribution: the groups of every area.
        coverage: known and unknown pupils of every series.
        changes: every index between any two reported years.
        information: the change of mutual information of every focus city, in parts.
        contributions: the categories of schools of every municipality.
        composition: the groups of every category, of the country and the cities.
        governance: every index among the schools of one governance.
        to_move: who would have to change school for an even spread, of every area.
        travel: how far pupils live from school; without rows where no distance is delivered.
    """

    segregation: pd.DataFrame
    further: pd.DataFrame
    distribution: pd.DataFrame
    coverage: pd.DataFrame
    changes: pd.DataFrame
    information: pd.DataFrame
    contributions: pd.DataFrame
    composition: pd.DataFrame
    governance: pd.DataFrame
    to_move: pd.DataFrame
    travel: pd.DataFrame


def expected_marts(
    cells: pd.DataFrame,
    schools: pd.DataFrame,
    municipalities: pd.DataFrame,
    groups: pd.DataFrame | None = None,
) -> Oracle:
    """Compute everything from canonical tables.

    Args:
        cells: `school_counts`, a suppressed count as NaN and an unknown group as null.
        schools: `schools`, with municipality codes in the form GM0000.
        municipalities: `municipalities`, likewise.
        groups: the pupils of a register by group, for their distances.
    """
    denominations = [denomination_of(label) for label in schools["denomination"]]
    located = schools.assign(
        denomination=denominations,
        governance=[governance_of(denomination) for denomination in denominations],
        school_type=[school_type_of(programmes) for programmes in schools["programmes"]],
    ).merge(municipalities, on=["school_year", "municipality_code"], validate="m:1")
    key = ["school_year", "sector", "school_id"]
    placed = cells.merge(located, on=key, validate="m:1")
    placed["position"] = [
        "n_" + ("missing" if pd.isna(group) else POSITIONS[characteristic][group])
        for characteristic, group in zip(
            placed["characteristic"], placed["group_code"], strict=True
        )
    ]
    where = [*SERIES, "municipality_code", "municipality_name", "urbanity", "school_id", *KINDS]
    by_position = placed.groupby([*where, "position"])["n_pupils"].agg(_complete)
    wide = by_position.unstack("position", fill_value=0).reindex(columns=COUNTS, fill_value=0)
    sites = _in_areas(wide.reset_index())
    sites["n_known"] = sites["n_first"] + sites["n_middle"] + sites["n_third"]
    in_areas = _in_areas(placed)
    segregation = _segregation(sites)
    further = _cut_off(_segregation(sites, FURTHER))
    return Oracle(
        segregation,
        further,
        _distribution(in_areas, segregation),
        _coverage(sites),
        _changes(segregation, further, sites, _in_areas(located)),
        information_changes(sites),
        _contributions(sites),
        _composition(in_areas, sites),
        _governance(sites),
        _to_move(sites, segregation),
        _travel(None if groups is None else groups.merge(located, on=key, validate="m:1")),
    )


def _complete(counts: pd.Series[float]) -> float:
    return float(counts.sum(skipna=False))


def _in_areas(rows: pd.DataFrame) -> pd.DataFrame:
    """Every row once for each area it lies in."""
    code = rows["municipality_code"]
    name = rows["municipality_name"]
    urbanity = rows["urbanity"].astype(str)
    parts = [
        rows.assign(area_level="national", area_code="NL", area_name="Nederland"),
        rows.assign(area_level="urbanity", area_code=urbanity, area_name=""),
        rows.assign(area_level="municipality", area_code=code, area_name=name),
        rows.assign(area_level="g4", area_code=code, area_name=name)[code.isin(G4)],
    ]
    return pd.concat(parts, ignore_index=True)


def _present(rows: pd.DataFrame) -> pd.DataFrame:
    """Schools that count: a suppressed cell stands for pupils too."""
    return rows[rows["n_known"].isna() | (rows["n_known"] > 0)]


def _imbalances(rows: pd.DataFrame) -> list[Fraction] | None:
    """Per school of a municipality, what it adds to D twice; none where D is undefined."""
    if rows["n_known"].isna().any():
        return None
    first, third = (Fraction(int(rows[column].sum())) for column in ("n_first", "n_third"))
    if not first or not third:
        return None
    return [
        abs(int(b) * third - int(w) * first) / (first * third)
        for b, w in zip(rows["n_first"], rows["n_third"], strict=True)
    ]


def _cut_off(figures: pd.DataFrame) -> pd.DataFrame:
    """A corrected D of less than 0 is 0, and says so."""
    below = (figures["index_code"] == "dissimilarity_corrected") & (figures["value"] < 0)
    return figures.assign(
        value=figures["value"].mask(below, 0.0), status=figures["status"].mask(below, "below_zero")
    )


def _segregation(sites: pd.DataFrame, indices: Mapping[str, Any] = INDICES) -> pd.DataFrame:
    municipal: dict[tuple[str, ...], tuple[dict[str, Any], int]] = {}
    own = sites[sites["area_level"] == "municipality"]
    for key, rows in own.groupby([*SERIES, "municipality_code"]):
        present = _present(rows)
        values: dict[str, Any] = dict.fromkeys(indices)
        if present["n_known"].notna().all():
            schools = [
                School(int(first), int(third), int(known))
                for first, third, known in zip(
                    present["n_first"], present["n_third"], present["n_known"], strict=True
                )
            ]
            values = {code: index(schools) for code, index in indices.items()}
        municipal[tuple(map(str, key))] = (values, len(present))

    figures = []
    for key, rows in sites.groupby([*SERIES, *AREA, "area_name"]):
        series = tuple(map(str, key[:3]))
        members = [municipal[*series, code] for code in rows["municipality_code"].unique()]
        n_schools = sum(weight for _, weight in members)
        totals = {column: _complete(rows[column]) for column in COUNTS[:3]}
        n_known = _complete(rows["n_known"])
        for index_code in indices:
            defined = [(values[index_code], n) for values, n in members]
            terms = [(value, n) for value, n in defined if value is not None]
            value, status = None, "ok"
            if math.isnan(n_known):
                status = "incomplete_input"
            elif not terms:
                status = "group_absent"
            else:
                value = _mean(terms, squared=index_code in DEVIATIONS)
                status = "single_school" if n_schools == 1 else "ok"
            figures.append(
                dict(zip([*SERIES, *AREA, "area_name"], key, strict=True))
                | {
                    "index_code": index_code,
                    "value": value,
                    "status": status,
                    "n_municipalities": sum(n > 0 for _, n in members),
                    "n_schools": n_schools,
                    "n_pupils": n_known,
                    **totals,
                }
            )
    return pd.DataFrame(figures)


def _mean(terms: list[tuple[Any, int]], *, squared: bool) -> Any:
    """Of municipalities, weighted by their schools; of deviations the squares add up."""
    weight = Fraction(sum(n for _, n in terms))
    if squared:
        return math.sqrt(math.fsum((v * n) ** 2 for v, n in terms)) / weight
    return sum(v * n for v, n in terms) / weight


def _distribution(cells: pd.DataFrame, segregation: pd.DataFrame) -> pd.DataFrame:
    rows = []
    areas = segregation.drop_duplicates([*SERIES, *AREA])
    by_area = dict(list(cells.groupby([*SERIES, *AREA])))
    for area in areas.to_dict("records"):
        inside = by_area[tuple(area[key] for key in [*SERIES, *AREA])]
        groups = {
            group: _complete(inside.loc[inside["group_code"] == group, "n_pupils"])
            for group in POSITIONS[area["characteristic"]]
        }
        known = sum(groups.values())
        missing = _complete(inside.loc[inside["group_code"].isna(), "n_pupils"])
        for group, n_pupils in groups.items():
            defined = known > 0
            rows.append(
                {key: area[key] for key in [*SERIES, *AREA]}
                | {
                    "group_code": group,
                    "n_pupils": n_pupils,
                    "share": Fraction(int(n_pupils), int(known)) if defined else None,
                    "n_missing": missing,
                    "missing_share": _share(missing, known + missing),
                    "status": _status_of_shares(known),
                }
            )
    return pd.DataFrame(rows)


def _share(part: float, whole: float) -> Fraction | None:
    return Fraction(int(part), int(whole)) if whole > 0 else None


def _status_of_shares(known: float) -> str:
    return "incomplete_input" if math.isnan(known) else "ok" if known else "group_absent"


def _coverage(sites: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for key, country in sites[sites["area_level"] == "national"].groupby(SERIES):
        known, missing = _complete(country["n_known"]), _complete(country["n_missing"])
        total = known + missing
        rows.append(
            dict(zip(SERIES, key, strict=True))
            | {
                "n_pupils": total,
                "n_known": known,
                "n_missing": missing,
                "missing_share": _share(missing, total),
                "status": "ok" if total > 0 else "incomplete_input",
            }
        )
    return pd.DataFrame(rows)


def rounded(value: Fraction) -> Fraction:
    """Two decimals, a half away from zero."""
    magnitude = math.floor(abs(value) * 100 + Fraction(1, 2))
    return Fraction(magnitude if value >= 0 else -magnitude, 100)


def symbol(difference: Fraction) -> str:
    """The sign once up to 0.02, twice from 0.03; a point for none."""
    if not difference:
        return "."
    return ("+" if difference > 0 else "-") * (2 if abs(difference) >= Fraction(3, 100) else 1)


def _changes(
    segregation: pd.DataFrame, further: pd.DataFrame, sites: pd.DataFrame, located: pd.DataFrame
) -> pd.DataFrame:
    """Between any two years; the parts of a change only where none is between them."""
    parts = _parts(sites)
    errors = _standard_errors(further)
    members = {
        tuple(map(str, key)): set(rows["school_id"])
        for key, rows in located.groupby(["school_year", "sector", *AREA])
    }

    def schools(year: str, sector: str, area: tuple[str, str]) -> set[str]:
        return members.get((year, sector, *area), set())

    rows = []
    for (sector, characteristic), figures in segregation.groupby(["sector", "characteristic"]):
        years = sorted(figures["school_year"].unique())
        for (level, code, index_code), values in figures.groupby([*AREA, "index_code"]):
            by_year = dict(zip(values["school_year"], values["value"], strict=True))
            for earlier, later in combinations(years, 2):
                if earlier not in by_year and later not in by_year:
                    continue
                start, end = by_year.get(earlier), by_year.get(later)
                area = (level, code)
                before, after = (schools(year, sector, area) for year in (earlier, later))
                lasting = schools(earlier, sector, COUNTRY) & schools(later, sector, COUNTRY)
                row: dict[str, Any] = {
                    **{"sector": sector, "characteristic": characteristic},
                    **dict(zip([*AREA, "index_code"], (*area, index_code), strict=True)),
                    **{"from_year": earlier, "to_year": later},
                    "is_consecutive": (earlier, later) in pairwise(years),
                    **{"from_value": start, "to_value": end},
                    "is_area_redrawn": bool(lasting & (before ^ after)),
                }
                if start is not None and end is not None:
                    row |= _change(start, end)
                    if index_code == "dissimilarity":
                        both = [(year, sector, characteristic, *area) for year in (earlier, later)]
                        row |= _chance(end - start, [errors[key] for key in both])
                        if row["is_consecutive"]:
                            row |= _change_parts(*(parts[key] for key in both), before & after)
                rows.append(row)
    return pd.DataFrame(rows)


def governance_changes(oracle: Oracle) -> pd.DataFrame:
    """The changes among public and among private schools between any two years."""
    chosen = ["dissimilarity", "interaction", "interaction_reverse"]
    figures = oracle.governance[oracle.governance["index_code"].isin(chosen)]
    redrawn = oracle.changes.groupby(["sector", *AREA, "from_year", "to_year"])["is_area_redrawn"]
    is_redrawn = redrawn.any().to_dict()
    reported = oracle.segregation.groupby(["sector", "characteristic"])["school_year"].unique()
    series = ["sector", "characteristic", *AREA, "governance", "index_code"]
    rows = []
    for key, values in figures.groupby(series):
        by_year = dict(zip(values["school_year"], values["value"], strict=True))
        for years in combinations(sorted(reported[key[:2]]), 2):
            if not set(years) & by_year.keys():
                continue
            start, end = (by_year.get(year) for year in years)
            row = dict(zip([*series, "from_year", "to_year"], (*key, *years), strict=True))
            row |= {"from_value": start, "to_value": end}
            row["is_area_redrawn"] = is_redrawn[key[0], *key[2:4], *years]
            if start is not None and end is not None:
                row |= _change(start, end)
            rows.append(row)
    return pd.DataFrame(rows)


def _change(start: Fraction, end: Fraction) -> dict[str, Any]:
    difference = rounded(end) - rounded(start)
    shown, exact = symbol(difference), symbol(rounded(end - start))
    return {
        "difference": difference,
        "symbol": shown,
        "symbol_exact": exact,
        "is_rounding_sensitive": shown != exact,
    }


def _standard_errors(further: pd.DataFrame) -> dict[tuple[str, ...], float]:
    figures = further[further["index_code"] == "dissimilarity_standard_error"]
    keys = zip(*(figures[column] for column in [*SERIES, *AREA]), strict=True)
    return dict(zip(keys, figures["value"], strict=True))


def _chance(difference: Fraction, errors: list[float]) -> dict[str, Any]:
    error = math.hypot(*errors)
    interval = NormalDist(0, error).inv_cdf(0.975) if error else 0.0
    return {"standard_error": error, "is_beyond_chance": abs(difference) > interval}


def _change_parts(out: Parts, new: Parts, stay: set[str]) -> dict[str, Fraction]:
    """What schools add that came, that stayed, and that went."""
    return {
        "change_opened_schools": _total(new, set(new) - stay),
        "change_same_schools": _total(new, stay) - _total(out, stay),
        "change_closed_schools": -_total(out, set(out) - stay),
    }


COUNTRY = ("national", "NL")
Parts = dict[str, Fraction]


def _total(parts: Parts, schools: set[str]) -> Fraction:
    return sum((parts.get(school, Fraction(0)) for school in schools), Fraction(0))


def _parts(sites: pd.DataFrame) -> dict[tuple[str, ...], Parts]:
    """What every school adds to D of the area: half its imbalance, as its municipality weighs."""
    parts: dict[tuple[str, ...], Parts] = {}
    for key, area in sites.groupby([*SERIES, *AREA]):
        weighted: Parts = {}
        weight = 0
        for _, rows in area.groupby("municipality_code"):
            present = _present(rows)
            imbalances = _imbalances(present)
            if imbalances is not None:
                weight += len(present)
                for school, imbalance in zip(present["school_id"], imbalances, strict=True):
                    weighted[school] = imbalance / 2 * len(present)
        parts[tuple(map(str, key))] = {school: part / weight for school, part in weighted.items()}
    return parts


def _contributions(sites: pd.DataFrame) -> pd.DataFrame:
    rows = []
    own = sites[sites["area_level"] == "municipality"]
    for key, area in own.groupby([*SERIES, "area_code", "area_name"]):
        present = _present(area)
        undefined = None
        if area["n_known"].isna().any():
            undefined = "incomplete_input"
        elif not present["n_first"].sum() or not present["n_third"].sum():
            undefined = "group_absent"
        for kind, sectors in KINDS.items():
            if key[1] not in sectors:
                continue
            for category in present[kind].unique():
                inside = present[kind] == category
                row = {
                    **dict(zip([*SERIES, "area_code", "area_name"], key, strict=True)),
                    **{"category_kind": kind, "category_code": category},
                    "n_schools": int(inside.sum()),
                }
                rows += [
                    {**row, "definition": definition, "status": undefined}
                    if undefined
                    else {**row, "definition": definition, **_contribution(index, present, inside)}
                    for definition, index in DEFINITIONS.items()
                ]
    return pd.DataFrame(rows)


def _contribution(
    index: Callable[[Sites], Figures], schools: pd.DataFrame, inside: pd.Series[bool]
) -> dict[str, Any]:
    """The figures of a category by a definition, where D is defined, and their status."""
    sites = [
        Site(Fraction(int(first)), Fraction(int(third)), bool(is_inside))
        for first, third, is_inside in zip(
            schools["n_first"], schools["n_third"], inside, strict=True
        )
    ]
    figures = index(sites)
    _, as_if, contribution = figures
    status = "ok"
    if contribution is None:
        status = "no_comparison"
    elif inside.sum() <= FEW_SCHOOLS:
        status = "few_schools"
    elif as_if is not None and as_if > 1:
        status = "above_one"
    names = ("dissimilarity", "counterfactual_dissimilarity", "contribution")
    return {**dict(zip(names, figures, strict=True)), "status": status}


def _composition(cells: pd.DataFrame, sites: pd.DataFrame) -> pd.DataFrame:
    rows = []
    levels = ["national", "g4"]
    by_area = dict(list(cells.groupby([*SERIES, *AREA])))
    for key, area in sites[sites["area_level"].isin(levels)].groupby([*SERIES, *AREA]):
        inside = by_area[key]
        for kind, sectors in KINDS.items():
            if key[1] not in sectors:
                continue
            for category in ["all", *area[kind].unique()]:
                of_area = area if category == "all" else area[area[kind] == category]
                of_cells = inside if category == "all" else inside[inside[kind] == category]
                known = _complete(of_area["n_known"])
                for group in POSITIONS[key[2]]:
                    n = _complete(of_cells.loc[of_cells["group_code"] == group, "n_pupils"])
                    rows.append(
                        dict(zip([*SERIES, *AREA], key, strict=True))
                        | {"category_kind": kind, "category_code": category, "group_code": group}
                        | {"n_schools": len(_present(of_area)), "n_pupils": n}
                        | {"share": Fraction(int(n), int(known)) if known > 0 else None}
                        | {"status": _status_of_shares(known)}
                    )
    return pd.DataFrame(rows)


def _governance(sites: pd.DataFrame) -> pd.DataFrame:
    levels = sites[sites["area_level"].isin(["national", "municipality"])]
    indices = {**INDICES, "dissimilarity_expected": FURTHER["dissimilarity_expected"]}
    return pd.concat(
        [
            _segregation(levels[levels["governance"] == governance], indices).assign(
                governance=governance
            )
            for governance in ("openbaar", "bijzonder")
        ],
        ignore_index=True,
    )


def _to_move(sites: pd.DataFrame, segregation: pd.DataFrame) -> pd.DataFrame:
    """Pupils of the first group above or below an even part of their school, over both groups."""
    statuses = segregation[segregation["index_code"] == "dissimilarity"]
    status = dict(
        zip(
            zip(*(statuses[c] for c in [*SERIES, *AREA]), strict=True),
            statuses["status"],
            strict=True,
        )
    )
    rows = []
    for key, area in sites.groupby([*SERIES, *AREA]):
        moves, n_pupils = Fraction(0), 0
        for _, town in area.groupby("municipality_code"):
            if town["n_known"].isna().any():
                continue
            first, third = int(town["n_first"].sum()), int(town["n_third"].sum())
            if first and third:
                part = Fraction(first, first + third)
                pairs = zip(town["n_first"], town["n_third"], strict=True)
                moves += sum(abs(int(a) - part * int(a + b)) for a, b in pairs)
                n_pupils += first + third
        unknown = status[key] == "incomplete_input"
        rows.append(
            dict(zip([*SERIES, *AREA], key, strict=True))
            | {"n_pupils": math.nan if unknown else n_pupils}
            | {"share_to_move": moves / n_pupils if n_pupils and not unknown else None}
            | {"status": status[key]}
        )
    return pd.DataFrame(rows)


def distance_class(km: float) -> float:
    """Tenths of a kilometre below 3 km, halves below 10 km, kilometres beyond; a half upwards."""
    parts = 10 if km < 3 else 2 if km < 10 else 1
    return float((Decimal(str(km)) * parts).quantize(Decimal(1), ROUND_HALF_UP) / parts)


def _travel(groups: pd.DataFrame | None) -> pd.DataFrame:
    if groups is None:
        return pd.DataFrame()
    known = groups[groups["km"].notna()]
    # every pupil stands there once per characteristic: any of them serves for all pupils
    everybody = known[known["characteristic"] == "income"]
    everybody = everybody.assign(characteristic="all", group_code="all")
    travellers = pd.concat([everybody, known[known["group_code"].notna()]])
    travellers = travellers.assign(distance=[distance_class(km) for km in travellers["km"]])
    by = [*SERIES, *AREA, "governance", "group_code"]
    rows = []
    for scope in _scopes(_in_areas(travellers)):
        for key, pupils in scope.groupby(by):
            rows.append(
                dict(zip(by, key, strict=True))
                | {"n_pupils": len(pupils), "mean_km": None, "median_km": None}
                | ({"status": "few_pupils"} if len(pupils) < 10 else _kilometres(pupils))
            )
    return pd.DataFrame(rows)


def _kilometres(pupils: pd.DataFrame) -> dict[str, float | str]:
    mean, median = math.fsum(pupils["km"]) / len(pupils), statistics.median_low(pupils["distance"])
    return {"mean_km": mean, "median_km": median, "status": "ok"}


def _scopes(rows: pd.DataFrame) -> Iterator[pd.DataFrame]:
    yield rows.assign(governance="all")
    yield rows[rows["governance"] != "onbekend"]
