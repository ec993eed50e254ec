"""The figures of the monitor a second time: written from the method, not from the models.

Everything is exact: counts are grouped by pandas, indices are fractions. A suppressed count is NaN
and spreads; an undefined index is None. Nothing here is used by the product.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from helpers.oracle_areas import COUNTS, KINDS, SERIES, complete, in_areas
from helpers.oracle_changes import changes, governance_changes
from helpers.oracle_contributions import contributions
from helpers.oracle_distances import travel
from helpers.oracle_groups import composition, coverage, distribution
from helpers.oracle_information import information_changes
from helpers.oracle_register import POSITIONS, denomination_of, governance_of, school_type_of
from helpers.oracle_segregation import further_of, governance, segregation_of, to_move


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
        governance_changes: those of the published monitors between any two reported years.
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
    governance_changes: pd.DataFrame
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
    by_position = placed.groupby([*where, "position"])["n_pupils"].agg(complete)
    wide = by_position.unstack("position", fill_value=0).reindex(columns=COUNTS, fill_value=0)
    sites = in_areas(wide.reset_index())
    sites["n_known"] = sites["n_first"] + sites["n_middle"] + sites["n_third"]
    cells_in_areas = in_areas(placed)
    segregation, further = segregation_of(sites), further_of(sites)
    by_governance = governance(sites)
    changed = changes(segregation, further, sites, in_areas(located))
    return Oracle(
        segregation=segregation,
        further=further,
        distribution=distribution(cells_in_areas, segregation),
        coverage=coverage(sites),
        changes=changed,
        information=information_changes(sites),
        contributions=contributions(sites),
        composition=composition(cells_in_areas, sites),
        governance=by_governance,
        governance_changes=governance_changes(by_governance, segregation, changed),
        to_move=to_move(sites, segregation),
        travel=travel(None if groups is None else groups.merge(located, on=key, validate="m:1")),
    )
