"""Layout `cbs`: the microdata of Statistics Netherlands, exactly as delivered to researchers."""

from __future__ import annotations

from dataclasses import replace

from segmon.delivery.cbs_rules import coordinate, digits
from segmon.delivery.division import SAME_YEAR
from segmon.delivery.layouts.cbs_columns import (
    FILE_YEAR,
    address_object,
    code,
    school_number,
    site_number,
)
from segmon.delivery.layouts.cbs_people import (
    EDUCATION_LEVELS,
    HOME_ADDRESSES,
    HOUSEHOLD_INCOMES,
    HOUSEHOLD_MEMBERS,
    PARENTS,
    PERSONS,
    PRIMARY_ENROLMENTS,
    ROUTE_DISTANCES,
    SECONDARY_ENROLMENTS,
)
from segmon.delivery.layouts.common import MUNICIPALITIES, known_municipality
from segmon.delivery.microdata_spec import Microdata, Serves
from segmon.delivery.rule_kinds import Reference
from segmon.delivery.rules import municipality_code, programmes, text
from segmon.delivery.spec import Column, LayoutSpec, TableSpec

SCHOOL_ADDRESSES = TableSpec(
    name="cbs_school_addresses",
    description="One row per school site: its municipality and its address.",
    columns=(
        FILE_YEAR,
        school_number(),
        site_number(),
        address_object("Object of its address.", optional=True),
        code(
            "gemcode",
            digits("a municipality code", 1, 4, "the indices are computed within municipalities"),
            "Municipality of the school site.",
            "0363",
        ),
    ),
    key=("file_year", "brin_crypt", "lpad(trim(brinvest), 2, '0')"),
    pupils_key=True,
    published_as="BRINADRESSEN{YYYY}V{n}",
    microdata=Microdata(("brinadressen",), Serves.OWN, "no school has a municipality", True),
)

OBJECT_MUNICIPALITIES = TableSpec(
    name="cbs_object_municipalities",
    description=(
        "One row per address object and municipal division.\n"
        "Delivered as one column per division (`gem2023`)."
    ),
    columns=(
        FILE_YEAR,
        address_object("The object."),
        code(
            "division_year",
            digits("a year", 4, 4, "codes are of a division"),
            "The year of the division.",
            "2023",
        ),
        Column(
            "gemcode",
            digits("a municipality code", 1, 4, "the indices are computed within municipalities"),
            "Municipality of the object in that division.",
            "0363",
            nullable=True,
            delivered_as=("gem{division_year}",),
        ),
    ),
    key=("file_year", "division_year", "rinobjectnummer"),
    pupils_key=True,
    published_as="VSLGWB{YYYY}TAB03V{n}",
    microdata=Microdata(
        ("vslgwb",), Serves.OWN_OR_LATEST, "municipalities are those of BRINADRESSEN"
    ),
    optional=True,
)

OBJECT_COORDINATES = TableSpec(
    name="cbs_object_coordinates",
    description="One row per address object: where it is.",
    columns=(
        FILE_YEAR,
        address_object("The object."),
        code("xcoordadres", coordinate("x", 7_000, 300_000), "Metres to the east.", "121687"),
        code("ycoordadres", coordinate("y", 300_000, 650_000), "Metres to the north.", "487315"),
    ),
    key=("file_year", "rinobjectnummer"),
    pupils_key=True,
    published_as="VSLCOORDTAB{YYYY}V{n}",
    microdata=Microdata(("vslcoord",), Serves.OWN_OR_LATEST, "no travel distances"),
    optional=True,
)

SCHOOL_REGISTER = TableSpec(
    name="cbs_school_register",
    description=(
        "One row per school site of a register with the same encryption.\n"
        "What it says goes before what pupils' rows say. Its file has any name with `register` or"
        " `school` in it. Without a year in its name it is of every school year; a column `jaar`,"
        " `file_year` or `school_year` says of which year a row is."
    ),
    columns=(
        FILE_YEAR,
        school_number(),
        site_number(),
        code("denominatie", text(), "Denomination, as the register spells it.", "Openbaar"),
        code(
            "onderwijsstructuur",
            programmes(),
            "What a secondary school offers.",
            "VMBO-T/HAVO/VWO",
            optional=True,
        ),
        code("gemeentenummer", municipality_code(), "Where the school is.", "0363", optional=True),
    ),
    key=("file_year", "brin_crypt", "lpad(trim(brinvest), 2, '0')"),
    pupils_key=True,
    published_as="schools_register",
    microdata=Microdata(
        ("register", "school"),
        Serves.EVERY,
        "no school types, and no denominations of secondary schools",
        known_by=("brin_crypt", "brinvest", "denominatie"),
    ),
    optional=True,
)

CBS = LayoutSpec(
    name="cbs",
    description=(
        "The microdata of Statistics Netherlands, exactly as delivered.\n"
        "For researchers inside its environment: files as they are there, in folders of any depth,"
        " as `.sav`, `.dta`, `.parquet` or `.csv`. See [microdata](cbs.md)."
    ),
    tables=(
        PRIMARY_ENROLMENTS,
        SECONDARY_ENROLMENTS,
        SCHOOL_ADDRESSES,
        PARENTS,
        HOUSEHOLD_MEMBERS,
        HOUSEHOLD_INCOMES,
        EDUCATION_LEVELS,
        PERSONS,
        HOME_ADDRESSES,
        OBJECT_MUNICIPALITIES,
        OBJECT_COORDINATES,
        SCHOOL_REGISTER,
        ROUTE_DISTANCES,
        MUNICIPALITIES,
    ),
)


def on_division(division: str) -> LayoutSpec:
    """The layout, where schools are in the municipalities of some division.

    Args:
        division: the var `municipal_division`: a year, or `same_year`.
    """
    reference = _known_in_school_year() if division == SAME_YEAR else _division_is_there(division)
    addresses = replace(SCHOOL_ADDRESSES, references=(reference,))
    tables = (addresses if table is SCHOOL_ADDRESSES else table for table in CBS.tables)
    return replace(CBS, tables=tuple(tables))


def _known_in_school_year() -> Reference:
    known = known_municipality("gemcode")
    following = "cast(try_cast(file_year as integer) + 1 as varchar)"
    return replace(
        known,
        key=(f"file_year || '-' || {following}", *known.key[1:]),
        condition="trim(gemcode) not like '-%' and trim(gemcode) <> ''",
    )


def _division_is_there(division: str) -> Reference:
    school_year = f"{division}-{int(division) + 1}"
    return Reference(
        column="gemcode",
        key=(f"'{school_year}'",),
        parent="select school_year from delivery.municipalities",
        what=f"`municipalities` has those of {school_year}, the division of every school year",
        why="without them no school is in a municipality",
        resolve="deliver the municipalities of that year too, or change the var municipal_division",
    )
