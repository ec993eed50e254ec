"""Layout `counts`: one row per school, characteristic and group."""

from __future__ import annotations

from dataclasses import replace

from segmon.database import quoted
from segmon.delivery.layouts.common import (
    KNOWN_SCHOOL_ID,
    MUNICIPALITIES,
    SCHOOL_YEAR,
    SCHOOLS,
    SECTOR,
    example_rows,
    known_school,
    of_any_country,
    pointing_to_opaque,
)
from segmon.delivery.number_rules import pupil_count
from segmon.delivery.rule_kinds import Presence, Reference
from segmon.delivery.rules import key_text, known_where_others_are
from segmon.delivery.spec import Column, LayoutSpec, TableSpec
from segmon.labels import read_seed

KNOWN_GROUP = Reference(
    column="group_code",
    key=("characteristic", "group_code"),
    parent=(
        "select characteristic, group_code from seeds.characteristics"
        " union select characteristic, null from seeds.characteristics"
    ),
    what="each characteristic and group is in the seed `characteristics`",
    why="the seed tells the position of a group; without it, it would be in no index",
    resolve="correct the code, or add rows to seeds/characteristics.csv",
)


def _presences() -> tuple[Presence, ...]:
    """The positions that are compared, of every characteristic."""
    codes: dict[tuple[str, str], list[str]] = {}
    for row in read_seed("characteristics"):
        codes.setdefault((row["characteristic"], row["group_position"]), []).append(
            row["group_code"]
        )
    return tuple(
        Presence(
            "group_code",
            f"the {position} group of {characteristic} ({', '.join(of)})",
            f"characteristic = {quoted(characteristic)} and group_code is not null",
            f"characteristic = {quoted(characteristic)}"
            f" and group_code in ({', '.join(map(quoted, of))}) and n_pupils <> '0'",
        )
        for (characteristic, position), of in codes.items()
        if position != "middle"
    )


SCHOOL_COUNTS = TableSpec(
    name="school_counts",
    description=(
        "One row per school year, sector, school site, characteristic and group.\n"
        "A row without a `group_code` counts the pupils of unknown group. A group without pupils"
        " may be left out."
    ),
    columns=(
        SCHOOL_YEAR,
        SECTOR,
        KNOWN_SCHOOL_ID,
        Column("characteristic", key_text(), "What pupils are compared on.", "income"),
        Column(
            "group_code",
            key_text(),
            "Group of pupils within the characteristic.",
            "low",
            nullable=True,
        ),
        Column("n_pupils", pupil_count(), "Pupils of the group at the school site.", "52"),
    ),
    key=("school_year", "sector", "school_id", "characteristic", "group_code"),
    references=(
        known_school("add the school to `schools`, or correct the school_id"),
        KNOWN_GROUP,
    ),
    presences=_presences,
    example_rows=example_rows(
        "sector,school_id,group_code,n_pupils",
        "po,90AA00,low,52",
        "po,90AA00,middle,80",
        "po,90AA00,high,21",
        "po,90AA00,,3",
        "po,90AB00,low,18",
        "po,90AB00,middle,95",
        "po,90AB00,high,64",
        "vo,91AA00,low,12",
        "vo,91AA00,middle,71",
        "vo,91AA00,high,58",
        "vo,91AB00,low,49",
        "vo,91AB00,middle,60",
        "vo,91AB00,high,9",
    ),
)

#: As in the other layouts, except that no municipality needs an urbanity class.
MUNICIPALITIES_OF_COUNTS = replace(
    MUNICIPALITIES,
    columns=tuple(
        replace(column, nullable=True, optional=True) if column.name == "urbanity" else column
        for column in MUNICIPALITIES.columns
    ),
    row_rules=(("urbanity", known_where_others_are("urbanity", "municipalities")),),
)

TABLES = (SCHOOL_COUNTS, SCHOOLS, MUNICIPALITIES_OF_COUNTS)

COUNTS = LayoutSpec(
    name="counts",
    description=(
        "One row per school, characteristic and group; `<5` where suppressed.\n"
        "For those who have pupils counted per school: open data, any characteristic, another"
        " country. The characteristics and their groups are rows of `seeds/characteristics.csv`.\n"
        "`urbanity` may be left out, of every municipality of a year: there are no figures by"
        " urbanity then. With `--areas opaque` a `municipality_code` is any text, a `school_year`"
        " may be a calendar year such as 2019, and `denomination` and `programmes` may be left out:"
        " see [another country](another-country.md)."
    ),
    tables=tuple(map(pointing_to_opaque, TABLES)),
)

#: The same for areas of any country, `--areas opaque`.
OPAQUE_COUNTS = replace(COUNTS, tables=tuple(map(of_any_country, TABLES)))
