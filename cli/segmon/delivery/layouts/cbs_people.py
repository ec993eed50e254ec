"""Tables of microdata about pupils, their parents and their households."""

from __future__ import annotations

from segmon.delivery.cbs_rules import day, digits, known_code, listed_code, percentile
from segmon.delivery.layouts.cbs_columns import (
    FILE_YEAR,
    IS_LINKED,
    PERSON_KEY,
    address_object,
    code,
    country,
    person,
    school_number,
    site_number,
)
from segmon.delivery.microdata_spec import Microdata, Serves
from segmon.delivery.number_rules import not_negative
from segmon.delivery.spec import Column, TableSpec

GRADE_IS_READ = "which pupils are monitored is told by it"
MOVES = "its rows would be left out, and figures would move"

PRIMARY_ENROLMENTS = TableSpec(
    name="cbs_primary_enrolments",
    description=(
        "One row per pupil of primary education on 1 October.\n"
        "Pupils of regular schools (`WPOTYPEPO` is BO) are counted, in every grade."
    ),
    columns=(
        FILE_YEAR,
        *person("", "the pupil"),
        school_number("wpobrin_crypt"),
        site_number("wpobrinvest"),
        code("wpoleerjaar", digits("a grade", 1, 2, GRADE_IS_READ), "Grade.", " 8"),
        code("wpotypepo", listed_code("primary_type", MOVES), "Kind of education.", "BO"),
        code(
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
    counts_pupils=True,
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
        *person("", "the pupil"),
        school_number(),
        site_number("vobrinvest"),
        code("voleerjaar", digits("a grade", 1, 1, GRADE_IS_READ), "Grade.", "1"),
        code("typeonderwijs", listed_code("education_type", MOVES), "Kind of education.", "VO"),
        code(
            "hoofdinschr",
            digits("a code of two digits", 1, 2, "only main enrolments are counted"),
            "Whether it is the main enrolment (01 or 11).",
            "01",
        ),
        code("aanvinschr", day(), "First day of the enrolment.", "20230801"),
        code("eindinschr", day(), "Last day of the enrolment.", "99999999"),
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
    counts_pupils=True,
)

PARENTS = TableSpec(
    name="cbs_parents",
    description="One row per child: its legal parents.",
    columns=(
        FILE_YEAR,
        *person("", "the child"),
        *person("pa", "the father"),
        *person("ma", "the mother"),
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
    columns=(FILE_YEAR, *person("", "the person"), *person("hkw", "the household")),
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
        *person("hkw", "the household"),
        Column(
            "income_percentile",
            percentile(),
            "Percentile of the income; −1, −2 and 0 say why there is none.",
            "12",
            nullable=True,
            if_absent="the var income_column of dbt_project.yml names the column of the percentile",
            delivered_as=("{income_column}",),
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
        *person("", "the person"),
        Column(
            "education_level",
            listed_code("education_level", "a level that is not known would count as unknown"),
            "Highest level attained (HB, not HG).",
            "2121",
            nullable=True,
            if_absent=(
                "the column with HB is of the level attained, the one with HG of the level followed"
            ),
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


PERSONS = TableSpec(
    name="cbs_persons",
    description="One row per person: its country of birth.",
    columns=(
        FILE_YEAR,
        *person("", "the person"),
        country("gbageboorteland", "the person", optional=False),
        country("gbageboortelandmoeder", "its mother"),
        country("gbageboortelandvader", "its father"),
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
        *person("", "the person"),
        address_object("Object of the address."),
        code("gbadatumaanvangadreshouding", day(), "First day at the address.", "20150301"),
        code("gbadatumeindeadreshouding", day(), "Last day at the address.", "99999999"),
    ),
    key=(),
    pupils_key=True,
    published_as="GBAADRESOBJECT{YYYY}BUSV{n}",
    microdata=Microdata(("gbaadresobject",), Serves.OWN_OR_LATEST, "no travel distances"),
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
        *person("", "the pupil"),
        school_number(),
        site_number(),
        Column("afstand_m", not_negative(), "Metres from home to school.", "1250", nullable=True),
    ),
    key=(*PERSON_KEY, "brin_crypt", "lpad(trim(brinvest), 2, '0')"),
    keyed=IS_LINKED,
    pupils_key=True,
    published_as="route_distances{YYYY}",
    microdata=Microdata(("route_distances",), Serves.EVERY, "distances are straight lines"),
    optional=True,
)
