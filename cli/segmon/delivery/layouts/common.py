"""Columns, references and tables that several layouts have."""

from __future__ import annotations

from dataclasses import replace

from segmon.delivery.number_rules import whole
from segmon.delivery.rule_kinds import Reference
from segmon.delivery.rules import (
    any_school_year,
    key_text,
    municipality_code,
    one_of,
    programmes,
    school_year,
    text,
)
from segmon.delivery.spec import Column, TableSpec
from segmon.macros import expression

SCHOOL_YEAR = Column("school_year", school_year(), "Year that the row is about.", "2023-2024")
SECTOR = Column("sector", one_of("po", "vo"), "Primary (`po`) or secondary (`vo`) education.", "po")
SCHOOL_ID = Column(
    "school_id",
    text(),
    "School site (vestiging): any key, the same in every table and in every year.",
    "90AA00",
)
#: The same where each has to be in the table of schools.
KNOWN_SCHOOL_ID = replace(SCHOOL_ID, rule=key_text())
MUNICIPALITY = Column(
    "municipality_code",
    municipality_code(),
    "The municipality, in the division of that year.",
    "GM0363",
)

#: Columns that other countries may leave out.
ONLY_SOME_COUNTRIES = ("denomination", "programmes", "urbanity")


def example_rows(names: str, *rows: str) -> tuple[dict[str, str], ...]:
    """Rows of an example, as lines of a CSV of the columns in which they differ."""
    return tuple(dict(zip(names.split(","), row.split(","), strict=True)) for row in rows)


def known_municipality(
    column: str, year: str = "school_year", *, is_opaque: bool = False
) -> Reference:
    """Each municipality code of a column is in `municipalities`.

    Args:
        column: the column with the code.
        year: the column with the school year.
        is_opaque: whether codes are of any country, and mean what they are.
    """
    code, codes = column, "municipality_code"
    if not is_opaque:
        code, codes = (expression("municipality_code", name) for name in (code, codes))
    return Reference(
        column=column,
        key=(year, code),
        parent=f"select school_year, {codes} from delivery.municipalities",
        what="each municipality is in `municipalities` in the same school year",
        why="its urbanity class is looked up there; without it, it would be in no class",
        resolve="use the municipal division of that school year, or add the municipality",
    )


def known_denomination(column: str) -> Reference:
    """Each label of a column is in the seed `denominations`."""
    return Reference(
        column=column,
        key=(f"lower(trim({column}))",),
        parent="select lower(source_label) from seeds.denominations",
        what="each denomination is a label of the seed `denominations`",
        why="its schools would be in no category of denomination or governance",
        resolve="correct the label, or add it to seeds/denominations.csv with its category",
        condition=f"{column} is not null",
    )


def known_school(resolve: str) -> Reference:
    """Each school is in `schools`; `resolve` says what to do about one that is not."""
    return Reference(
        column="school_id",
        key=("school_year", "sector", "school_id"),
        parent="select school_year, sector, school_id from delivery.schools",
        what="each school is in `schools` in the same school year and sector",
        why="its municipality is looked up there; without it, its pupils would be in no figure",
        resolve=resolve,
    )


MUNICIPALITIES = TableSpec(
    name="municipalities",
    description=(
        "One row per school year and municipality.\n"
        "Statistics Netherlands (CBS) publishes the municipalities of a year and their urbanity."
    ),
    columns=(
        SCHOOL_YEAR,
        MUNICIPALITY,
        Column("municipality_name", text(), "Name of the municipality.", "Amsterdam"),
        Column(
            "urbanity",
            whole(1, 5),
            "Urbanity class, from 1 (very strongly urban) to 5 (not urban).",
            "1",
        ),
    ),
    key=("school_year", expression("municipality_code", "municipality_code")),
)

SCHOOLS = TableSpec(
    name="schools",
    description=(
        "One row per school year, sector and school site.\n"
        "Every school that has pupils is in it; a school that has none may be."
    ),
    columns=(
        SCHOOL_YEAR,
        SECTOR,
        SCHOOL_ID,
        Column("school_name", text(), "Name of the school site.", "De Eerste", nullable=True),
        Column(
            MUNICIPALITY.name,
            MUNICIPALITY.rule,
            "Where the school is, not where its pupils live.",
            MUNICIPALITY.example,
        ),
        Column(
            "denomination",
            text(),
            "Denomination, as the register of schools spells it.",
            "Openbaar",
            nullable=True,
        ),
        Column(
            "programmes",
            programmes(),
            "What a secondary school offers, separated by `/`; empty in primary education.",
            "VMBO-T/HAVO/VWO",
            nullable=True,
        ),
    ),
    key=("school_year", "sector", "school_id"),
    references=(known_municipality("municipality_code"), known_denomination("denomination")),
    example_rows=example_rows(
        "sector,school_id,school_name,denomination,programmes",
        "po,90AA00,De Eerste,Openbaar,",
        "po,90AB00,De Tweede,Rooms-Katholiek,",
        "vo,91AA00,Het Eerste College,Openbaar,VMBO-T/HAVO/VWO",
        "vo,91AB00,Het Tweede College,Protestants-Christelijk,VMBO-B/VMBO-K",
    ),
)


def pointing_to_opaque(table: TableSpec) -> TableSpec:
    """A table of Dutch areas, whose refusals name the option for those of another country."""

    def pointing(column: Column) -> Column:
        if column.name in (SCHOOL_YEAR.name, MUNICIPALITY.name):
            resolve = f"{column.rule.resolve}; in another country, use --areas opaque"
            return replace(column, rule=replace(column.rule, resolve=resolve))
        if column.name in ONLY_SOME_COUNTRIES and not column.optional:
            return replace(column, if_absent="in another country, use --areas opaque")
        return column

    return replace(table, columns=tuple(map(pointing, table.columns)))


def of_any_country(table: TableSpec) -> TableSpec:
    """A table as another country delivers it.

    Codes of areas are any text and mean what they are, a year may be a calendar year, and what only
    some countries have may be left out.
    """
    rules = {SCHOOL_YEAR.name: any_school_year(), MUNICIPALITY.name: text()}
    columns = tuple(
        replace(
            column,
            rule=rules.get(column.name, column.rule),
            nullable=column.nullable or column.name in ONLY_SOME_COUNTRIES,
            optional=column.optional or column.name in ONLY_SOME_COUNTRIES,
        )
        for column in table.columns
    )
    references = tuple(
        known_municipality(reference.column, is_opaque=True)
        if reference.column == MUNICIPALITY.name
        else reference
        for reference in table.references
    )
    code = expression("municipality_code", "municipality_code")
    key = tuple("municipality_code" if part == code else part for part in table.key)
    return replace(table, columns=columns, references=references, key=key)
