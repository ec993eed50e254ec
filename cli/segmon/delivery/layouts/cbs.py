"""Layout `cbs`: the microdata of Statistics Netherlands, exactly as delivered to researchers."""

from __future__ import annotations

from segmon.delivery.cbs_rules import (
    coordinate,
    day,
    digits,
    known_code,
    listed_code,
    percentile,
    person_kind,
    person_number,
    school_key,
)
from segmon.delivery.layouts.common import MUNICIPALITIES
from segmon.delivery.rules import municipality_code, not_negative, programmes, text
from segmon.delivery.spec import Column, LayoutSpec, Microdata, Rule, Serves, TableSpec

FILE_YEAR = Column(
    "file_year",
    digits("a year", 4, 4, "which school year a file serves is told by it"),
    "Year in the name of the file.",
    "2023",
)
#: SQL of a person, whether or not its number has lost its zeros.
PERSON_KEY = ("file_year", "try_cast(rinpersoon as integer)")
#: SQL of the rows of a person who can be linked.
IS_LINKED = "rinpersoons = 'R' and try_cast(rinpersoon as integer) > 0"
GRADE_IS_READ = "which pupils are monitored is told by it"
MOVES = "its rows would be left out, and figures would move"


def _person(suffix: str, who: str) -> tuple[Column, Column]:
    """The two columns that name a person: the kind of its number, and the number."""
    kind = Column(
        f"rinpersoons{suffix}",
        person_kind(),
        f"Kind of the number of {who}; only R is linked.",
        "R",
        nullable=True,
    )
    number = Column(
        f"rinpersoon{suffix}",
        person_number(),
        f"Number of {who}, encrypted; nothing that is written shows it.",
        "000000101",
        nullable=True,
        is_person=True,
    )
    return kind, number


def _text(name: str, rule: Rule, meaning: str, example: str, *, optional: bool = False) -> Column:
    return Column(name, rule, meaning, example, nullable=True, optional=optional)


def _brin(name: str = "brin_crypt") -> Column:
    return _text(name, school_key(), "Encrypted number (BRIN) of the school.", "a1b2")


def _site(name: str = "brinvest") -> Column:
    rule = digits("a number of one or two digits", 1, 2, "schools are joined on it")
    return _text(name, rule, "Number of the site within the school.", "00")


def _object(meaning: str, *, optional: bool = False) -> Column:
    return _text("rinobjectnummer", school_key(), meaning, "o000000000000001", optional=optional)


PRIMARY_ENROLMENTS = TableSpec(
    name="cbs_primary_enrolments",
    description=(
        "One row per pupil of primary education on 1 October.\n"
        "Pupils of regular schools (`WPOTYPEPO` is BO) are counted, in every grade."
    ),
    columns=(
        FILE_YEAR,
        *_person("", "the pupil"),
        _brin("wpobrin_crypt"),
        _site("wpobrinvest"),
        _text("wpoleerjaar", digits("a grade", 1, 2, GRADE_IS_READ), "Grade.", " 8"),
        _text("wpotypepo", listed_code("primary_type", MOVES), "Kind of education.", "BO"),
        _text(
            "wpodenominatie",
            listed_code("denomination", "its school would be in no category"),
            "Denomination of the school.",
            "RK",
        ),
    ),
    key=PERSON_KEY,
    keyed=IS_LINKED,
    pupils_key=True,
    published_as="INSCHRWPOTAB{YYYY}V{n}",
    microdata=Microdata(("inschrwpo",), Serves.OWN, "no primary education"),
    optional=True,
)

SECONDARY_ENROLMENTS = TableSpec(
    name="cbs_secondary_enrolments",
    description=(
        "One row per enrolment in secondary, vocational or higher education.\n"
        "Of a pupil of secondary education (`TYPEONDERWIJS` is VO) the main enrolment that is open"
        " on 1 October is counted; of several schools, that of the enrolment which started last."
    ),
    columns=(
        FILE_YEAR,
        *_person("", "the pupil"),
        _brin(),
        _site("vobrinvest"),
        _text("voleerjaar", digits("a grade", 1, 1, GRADE_IS_READ), "Grade.", "1"),
        _text("typeonderwijs", listed_code("education_type", MOVES), "Kind of education.", "VO"),
        _text(
            "hoofdinschr",
            digits("a code of two digits", 1, 2, "only main enrolments are counted"),
            "Whether it is the main enrolment (01 or 11).",
            "01",
        ),
        _text("aanvinschr", day(), "First day of the enrolment.", "20230801"),
        _text("eindinschr", day(), "Last day of the enrolment.", "99999999"),
    ),
    key=(),
    row_rules=(
        (
            "hoofdinschr",
            known_code("main_enrolment", "a code that means a main enrolment is not counted"),
        ),
    ),
    pupils_key=True,
    published_as="ONDERWIJSINSCHRTAB{YYYY}V{n}",
    microdata=Microdata(("onderwijsinschr",), Serves.OWN, "no secondary education"),
    optional=True,
)

SCHOOL_ADDRESSES = TableSpec(
    name="cbs_school_addresses",
    description="One row per school site: its municipality and its address.",
    columns=(
        FILE_YEAR,
        _brin(),
        _site(),
        _object("Object of its address.", optional=True),
        _text(
            "gemcode",
            digits("a municipality code", 1, 4, "the indices are computed within municipalities"),
            "Municipality of the school site.",
            "0363",
        ),
    ),
    key=("file_year", "brin_crypt", "lpad(trim(brinvest), 2, '0')"),
    published_as="BRINADRESSEN{YYYY}V{n}",
    microdata=Microdata(("brinadressen",), Serves.OWN, "no school has a municipality", True),
)

PARENTS = TableSpec(
    name="cbs_parents",
    description="One row per child: its legal parents.",
    columns=(
        FILE_YEAR,
        *_person("", "the child"),
        *_person("pa", "the father"),
        *_person("ma", "the mother"),
    ),
    key=PERSON_KEY,
    keyed=IS_LINKED,
    pupils_key=True,
    published_as="KINDOUDER{YYYY}TABV{n}",
    microdata=Microdata(("kindouder",), Serves.LATEST, "no figures of education and migration"),
    optional=True,
)

HOUSEHOLD_MEMBERS = TableSpec(
    name="cbs_household_members",
    description="One row per person: the household that it is in.",
    columns=(FILE_YEAR, *_person("", "the person"), *_person("hkw", "the household")),
    key=PERSON_KEY,
    keyed=IS_LINKED,
    pupils_key=True,
    published_as="KOPPELPERSOONHUISHOUDEN{YYYY}V{n}",
    microdata=Microdata(("koppelpersoonhuishouden",), Serves.INCOME, "no figures of income"),
    optional=True,
)

HOUSEHOLD_INCOMES = TableSpec(
    name="cbs_household_incomes",
    description="One row per household: the percentile of its standardised income.",
    columns=(
        FILE_YEAR,
        *_person("hkw", "the household"),
        Column(
            "income_percentile",
            percentile(),
            "Percentile of the income; −1, −2 and 0 say why there is none.",
            "12",
            nullable=True,
            delivered_as=("inhp100hgest",),
        ),
    ),
    key=("file_year", "rinpersoonshkw", "try_cast(rinpersoonhkw as integer)"),
    keyed="try_cast(rinpersoonhkw as integer) > 0",
    pupils_key=True,
    published_as="INHA{YYYY}TABV{n}",
    microdata=Microdata(("inha",), Serves.INCOME, "no figures of income"),
    optional=True,
)

EDUCATION_LEVELS = TableSpec(
    name="cbs_education_levels",
    description=(
        "One row per person whose education is known: the highest level attained on 1 October."
    ),
    columns=(
        FILE_YEAR,
        *_person("", "the person"),
        Column(
            "education_level",
            listed_code("education_level", "a level that is not known would count as unknown"),
            "Highest level attained (HB, not HG).",
            "2121",
            nullable=True,
            delivered_as=("oplnivsoi2021agg4hbmetnirwo", "oplnivsoi2016agg4hbmetnirwo"),
        ),
    ),
    key=PERSON_KEY,
    keyed=IS_LINKED,
    pupils_key=True,
    published_as="HOOGSTEOPL{YYYY}TABV{n}",
    microdata=Microdata(("hoogsteopl",), Serves.OWN, "no figures of education"),
    optional=True,
)


def _country(name: str, who: str, *, optional: bool = True) -> Column:
    rule = digits(
        "a country code of four digits, the Netherlands as 6030",
        1,
        4,
        "a name in place of 6030 would count as born abroad",
    )
    return _text(name, rule, f"Country of birth of {who}.", "6030", optional=optional)


PERSONS = TableSpec(
    name="cbs_persons",
    description="One row per person: its country of birth.",
    columns=(
        FILE_YEAR,
        *_person("", "the person"),
        _country("gbageboorteland", "the person", optional=False),
        _country("gbageboortelandmoeder", "its mother"),
        _country("gbageboortelandvader", "its father"),
    ),
    key=PERSON_KEY,
    keyed=IS_LINKED,
    pupils_key=True,
    published_as="GBAPERSOON{YYYY}TABV{n}",
    microdata=Microdata(
        ("gbapersoon", "gbapersoonk"), Serves.OWN_OR_LATEST, "no figures of migration"
    ),
    optional=True,
)

HOME_ADDRESSES = TableSpec(
    name="cbs_home_addresses",
    description="One row per person and spell at an address.",
    columns=(
        FILE_YEAR,
        *_person("", "the person"),
        _object("Object of the address."),
        _text("gbadatumaanvangadreshouding", day(), "First day at the address.", "20150301"),
        _text("gbadatumeindeadreshouding", day(), "Last day at the address.", "99999999"),
    ),
    key=(),
    pupils_key=True,
    published_as="GBAADRESOBJECT{YYYY}BUSV{n}",
    microdata=Microdata(("gbaadresobject",), Serves.OWN_OR_LATEST, "no travel distances"),
    optional=True,
)

OBJECT_MUNICIPALITIES = TableSpec(
    name="cbs_object_municipalities",
    description=(
        "One row per address object and municipal division.\n"
        "Delivered as one column per division (`gem2023`)."
    ),
    columns=(
        FILE_YEAR,
        _object("The object."),
        _text(
            "division_year",
            digits("a year", 4, 4, "codes are of a division"),
            "The year of the division.",
            "2023",
        ),
        _text(
            "gemcode",
            digits("a municipality code", 1, 4, "the indices are computed within municipalities"),
            "Municipality of the object in that division.",
            "0363",
        ),
    ),
    key=("file_year", "division_year", "rinobjectnummer"),
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
        _object("The object."),
        _text("xcoordadres", coordinate("x", 0, 300_000), "Metres to the east.", "121687"),
        _text("ycoordadres", coordinate("y", 300_000, 650_000), "Metres to the north.", "487315"),
    ),
    key=("file_year", "rinobjectnummer"),
    published_as="VSLCOORDTAB{YYYY}V{n}",
    microdata=Microdata(("vslcoord",), Serves.OWN_OR_LATEST, "no travel distances"),
    optional=True,
)

SCHOOL_REGISTER = TableSpec(
    name="cbs_school_register",
    description=(
        "One row per school site of a register with the same encryption.\n"
        "What it says goes before what pupils' rows say. Its file has any name with `register` or"
        " `schools` in it; without a year it is of every school year."
    ),
    columns=(
        FILE_YEAR,
        _brin(),
        _site(),
        _text("denominatie", text(), "Denomination, as the register spells it.", "Openbaar"),
        _text(
            "onderwijsstructuur",
            programmes(),
            "What a secondary school offers.",
            "VMBO-T/HAVO/VWO",
            optional=True,
        ),
        _text("gemeentenummer", municipality_code(), "Where the school is.", "0363", optional=True),
    ),
    key=("file_year", "brin_crypt", "lpad(trim(brinvest), 2, '0')"),
    published_as="schools_register",
    microdata=Microdata(
        ("schools_register", "schoolregister", "register"),
        Serves.EVERY,
        "no school types, and no denominations of secondary schools",
    ),
    optional=True,
)

ROUTE_DISTANCES = TableSpec(
    name="cbs_route_distances",
    description=(
        "One row per pupil and school site: the length of the route.\n"
        "Where it is known, it goes before the straight line."
    ),
    columns=(
        FILE_YEAR,
        *_person("", "the pupil"),
        _brin(),
        _site(),
        Column("afstand_m", not_negative(), "Metres from home to school.", "1250", nullable=True),
    ),
    key=(*PERSON_KEY, "brin_crypt", "lpad(trim(brinvest), 2, '0')"),
    keyed=IS_LINKED,
    pupils_key=True,
    published_as="route_distances{YYYY}",
    microdata=Microdata(("route_distances",), Serves.OWN, "distances are straight lines"),
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
