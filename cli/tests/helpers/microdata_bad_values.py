"""Microdata in which a value is not what its column holds, or a key is there twice."""

from __future__ import annotations

from datetime import date

from helpers.cbs import CHILDREN
from helpers.microdata_spoils import (
    ADDRESSES,
    DIVISIONS,
    HB,
    HOMES,
    INCOMES,
    LEVELS,
    MEMBERS,
    MUNICIPALITIES,
    PARENTS,
    PERSONS,
    PLACES,
    PRIMARY,
    REGISTER,
    SECONDARY,
    Case,
    cell,
    column,
    doubled,
    renamed,
)

CODE = "each value is a code of the list {} of seeds/cbs_codes.csv"

BAD_VALUES = [
    Case(
        "municipalities of another year",
        column(MUNICIPALITIES, "school_year", "2022-2023"),
        "each municipality is in `municipalities` in the same school year",
    ),
    Case("label of a country", column(PERSONS, "GBAGEBOORTELAND", "Nederland"), "6030"),
    Case(
        "label of a kind of primary education",
        column(PRIMARY, "WPOTYPEPO", "Basisonderwijs"),
        CODE.format("primary_type"),
    ),
    Case(
        "label of a grade", column(SECONDARY, "VOLEERJAAR", "leerjaar 1"), "each value is a grade"
    ),
    Case("name of a grade", column(PRIMARY, "WPOLEERJAAR", "groep 8"), "each value is a grade"),
    Case(
        "label of an end",
        column(SECONDARY, "EINDINSCHR", "Niet uitgeschreven"),
        "eindinschr…each value is a day such as 20231001, or 99999999 for none yet",
    ),
    Case(
        "label of a denomination",
        column(PRIMARY, "WPODENOMINATIE", "Rooms-Katholiek"),
        CODE.format("denomination"),
    ),
    Case(
        "unknown denomination",
        cell(PRIMARY, "WPODENOMINATIE", "XYZ"),
        "row 1 of Onderwijs/INSCHRWPOTAB/INSCHRWPOTAB2022V2.parquet; for example XYZ",
    ),
    Case("unknown level", cell(LEVELS, HB, "4111"), CODE.format("education_level")),
    Case(
        "unknown kind of education",
        cell(SECONDARY, "TYPEONDERWIJS", "VAVO"),
        CODE.format("education_type"),
    ),
    Case("label of a person", column(PARENTS, "RINPERSOONS", "Persoon"), "a letter such as R"),
    Case(
        "another person number",
        column(PARENTS, "RINPERSOONMa", [f"{n}0" for n in CHILDREN]),
        "rinpersoonma…a number of nine digits, or --------- for nobody",
    ),
    Case("doubled child", doubled(PARENTS), "cbs_parents…each row has a key"),
    Case("doubled pupil", doubled(PRIMARY), "cbs_primary_enrolments…each row has a key"),
    Case("doubled household", doubled(INCOMES), "cbs_household_incomes…each row has a key"),
    Case("doubled member", doubled(MEMBERS), "cbs_household_members…each row has a key"),
    Case("doubled level", doubled(LEVELS), "cbs_education_levels…each row has a key"),
    Case("doubled school", doubled(ADDRESSES), "cbs_school_addresses…each row has a key"),
    Case("doubled school in the register", doubled(REGISTER), "cbs_school_register…has a key"),
    Case("doubled object", doubled(PLACES), "cbs_object_coordinates…each row has a key"),
    Case("doubled municipality of an object", doubled(DIVISIONS), "object_municipalities…a key"),
    Case(
        "income in euros",
        cell(INCOMES, "INHP100HGEST", 25_300.0),
        "income_percentile…each value is a whole number from 1 to 100, or -1, -2, 0",
    ),
    Case("income as a fraction", cell(INCOMES, "INHP100HGEST", 12.5), "a whole number from 1 to"),
    Case("percentile of 101", cell(INCOMES, "INHP100HGEST", 101.0), "a whole number from 1 to"),
    Case(
        "coordinates in degrees",
        column(PLACES, "XCOORDADRES", [4.89, 4.49, 4.9]),
        "xcoordadres…each value is metres of the Dutch grid: x is from 7,000 to 300,000",
    ),
    Case(
        "coordinates in each other's place",
        renamed(PLACES, XCOORDADRES="YCOORDADRES", YCOORDADRES="XCOORDADRES"),
        "each value is metres of the Dutch grid",
    ),
    Case(
        "dates as dates",
        column(SECONDARY, "AANVINSCHR", date(2022, 8, 1)),
        "the column holds text or numbers (it is of type date)",
    ),
    Case(
        "dates of SPSS",
        column(SECONDARY, "AANVINSCHR", date(2022, 8, 1)),
        "the column holds text or numbers (it is of type date)",
        ".sav",
    ),
    Case(
        "dates with hyphens",
        column(HOMES, "GBADATUMAANVANGADRESHOUDING", "2015-03-01"),
        "each value is a day such as 20231001",
    ),
    Case(
        "keys with ends of lines",
        column(ADDRESSES, "BRIN_crypt", ["a1b2\r", "c3d4\r"]),
        "cbs_school_addresses.brin_crypt…each value is a text",
    ),
    Case(
        "names of municipalities",
        column(ADDRESSES, "gemcode", ["Amsterdam", "Zoetermeer"]),
        "each value is a municipality code",
    ),
    Case("site of three digits", column(PRIMARY, "WPOBRINVEST", "000"), "of one or two digits"),
    Case("flags", column(SECONDARY, "HOOFDINSCHR", True), "it is of type boolean"),
    Case(
        "programmes of a school",
        cell(REGISTER, "ONDERWIJSSTRUCTUUR", "VMBO-X"),
        "programmes such as VMBO-T/HAVO/VWO",
    ),
]
