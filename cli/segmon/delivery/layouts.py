"""The layouts a delivery may have: which tables, which columns, which rules."""

from __future__ import annotations

from segmon.delivery.rules import (
    at_most,
    brin,
    country,
    decimal_comma,
    municipality_code,
    not_negative,
    one_of,
    programmes,
    pupil_count,
    school_year,
    site_number,
    text,
    whole,
)
from segmon.delivery.spec import Column, Reference, TableSpec

#: SQL of a municipality code in the form GM0363, from GM0363, 0363, 363 or ' 363'.
CODE = "'GM' || lpad(replace(trim(cast({} as varchar)), 'GM', ''), 4, '0')"
#: SQL of a DUO school site from its BRIN and site number.
SITE = (
    "case when length(trim(vestigingsnummer)) > 2 then trim(vestigingsnummer)"
    " else trim(brin_nummer) || lpad(trim(vestigingsnummer), 2, '0') end"
)

SCHOOL_YEAR = Column("school_year", school_year())
SECTOR = Column("sector", one_of("po", "vo"))
SCHOOL_ID = Column("school_id", text())
LEVEL = one_of("no_start_qualification", "start_qualification", "higher_education")


def _known_municipality(column: str, year: str = "school_year") -> Reference:
    return Reference(
        column=column,
        key=(year, CODE.format(column)),
        parent=f"select school_year, {CODE.format('municipality_code')}"
        " from delivery.municipalities",
        what="each municipality is in `municipalities` in the same school year",
        why="its urbanity class is looked up there; without it, it would be in no class",
        resolve="use the municipal division of that school year, or add the municipality",
    )


def _known_denomination(column: str) -> Reference:
    return Reference(
        column=column,
        key=(f"lower(trim({column}))",),
        parent="select lower(source_label) from seeds.denominations",
        what="each denomination is a label of the seed `denominations`",
        why="its schools would be in no category of denomination or governance",
        resolve="correct the label, or add it to seeds/denominations.csv with its category",
        condition=f"{column} is not null",
    )


def _known_school(resolve: str) -> Reference:
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
    columns=(
        SCHOOL_YEAR,
        Column("municipality_code", municipality_code()),
        Column("municipality_name", text()),
        Column("urbanity", whole(1, 5)),
    ),
    key=("school_year", CODE.format("municipality_code")),
)

SCHOOLS = TableSpec(
    name="schools",
    columns=(
        SCHOOL_YEAR,
        SECTOR,
        SCHOOL_ID,
        Column("school_name", text(), nullable=True),
        Column("municipality_code", municipality_code()),
        Column("denomination", text(), nullable=True),
        Column("programmes", programmes(), nullable=True),
    ),
    key=("school_year", "sector", "school_id"),
    references=(_known_municipality("municipality_code"), _known_denomination("denomination")),
)

PUPILS = TableSpec(
    name="pupils",
    columns=(
        SCHOOL_YEAR,
        SECTOR,
        Column("pupil_id", text()),
        SCHOOL_ID,
        Column("grade", whole(0, 8)),
        Column("income_percentile", whole(1, 100), nullable=True),
        Column("education_parent_1", LEVEL, nullable=True),
        Column("education_parent_2", LEVEL, nullable=True),
        Column("birth_country_parent_1", country(), nullable=True),
        Column("birth_country_parent_2", country(), nullable=True),
        Column("home_to_school_km", not_negative(), nullable=True, optional=True),
    ),
    key=("school_year", "sector", "pupil_id"),
    references=(_known_school("add the school to `schools`, or correct the pupil's school_id"),),
    pupils_key=True,
)

SCHOOL_COUNTS = TableSpec(
    name="school_counts",
    columns=(
        SCHOOL_YEAR,
        SECTOR,
        SCHOOL_ID,
        Column("characteristic", text()),
        Column("group_code", text(), nullable=True),
        Column("n_pupils", pupil_count()),
    ),
    key=("school_year", "sector", "school_id", "characteristic", "group_code"),
    references=(
        _known_school("add the school to `schools`, or correct the school_id"),
        Reference(
            column="group_code",
            key=("characteristic", "group_code"),
            parent=(
                "select characteristic, group_code from seeds.characteristics"
                " union select characteristic, null from seeds.characteristics"
            ),
            what="each characteristic and group is in the seed `characteristics`",
            why="the seed tells the position of a group; without it, it would be in no index",
            resolve="correct the code, or add rows to seeds/characteristics.csv",
        ),
    ),
)

DUO_YEAR = Column("schooljaar", school_year())
DUO_SITE = (Column("brin_nummer", brin()), Column("vestigingsnummer", site_number()))

DUO_PUPIL_WEIGHTS = TableSpec(
    name="duo_pupil_weights",
    pattern=r"01\.?-?leerlingen-bo-gewicht,-leeftijd-(\d{4}-\d{4})\.csv",
    columns=(
        DUO_YEAR,
        *DUO_SITE,
        Column("instellingsnaam_vestiging", text()),
        Column("gemeentenummer", municipality_code()),
        Column("soort_po", one_of("Bo")),
        Column("denominatie_vestiging", text()),
        Column("gewicht", one_of("0.00", "0.30", "1.20")),
        Column("totaal", pupil_count(thousands_point=True)),
    ),
    key=("schooljaar", SITE, "gewicht"),
    once_per=(
        ("schooljaar", SITE),
        ("instellingsnaam_vestiging", "gemeentenummer", "denominatie_vestiging"),
    ),
    references=(
        _known_municipality("gemeentenummer", "schooljaar"),
        _known_denomination("denominatie_vestiging"),
    ),
)

DUO_FUNDED_PUPILS = TableSpec(
    name="duo_funded_pupils",
    pattern=r"02\.?-?leerlingen-bo-in-bron-(\d{4}-\d{4})\.csv",
    columns=(
        DUO_YEAR,
        *DUO_SITE,
        Column("naam_instelling", text()),
        Column("totaal_bekostigd", pupil_count(thousands_point=True)),
        Column("bek_noat", pupil_count(thousands_point=True)),
    ),
    row_rules=(("bek_noat", at_most("totaal_bekostigd")),),
    key=("schooljaar", SITE),
    references=(
        Reference(
            column="vestigingsnummer",
            key=("schooljaar", SITE),
            parent=(
                f"select schooljaar, {SITE} from delivery.duo_pupil_weights"
                f" union select schooljaar, {SITE} from delivery.duo_primary_sites"
                " cross join (select distinct schooljaar from delivery.duo_funded_pupils)"
            ),
            what="each site with funded pupils is in the file of pupil weights or in the register",
            why="its municipality is looked up there; without it, its pupils would be in no figure",
            resolve="deliver alle-vestigingen-bo.csv of the same year beside the other files",
            # a site that has closed keeps its row, with nobody funded
            condition="totaal_bekostigd <> '0'",
        ),
    ),
    optional=True,
)

DUO_DISTANCES = TableSpec(
    name="duo_distances",
    pattern=r"05\.?-gemiddelde-afstand-.*-(\d{4}-\d{4})\.csv",
    columns=(
        DUO_YEAR,
        *DUO_SITE,
        Column("soort_po", one_of("Bo", "Sbo", "So", "Vso")),
        Column("afstand", decimal_comma()),
        Column("leerlingen", pupil_count(thousands_point=True)),
    ),
    key=("schooljaar", SITE, "soort_po"),
    optional=True,
)


def _duo_register(name: str, pattern: str, *columns: Column) -> TableSpec:
    return TableSpec(
        name=name,
        pattern=pattern,
        columns=(
            *DUO_SITE,
            Column("vestigingsnaam", text()),
            Column("gemeentenummer", municipality_code()),
            Column("denominatie", text(), nullable=True),
            *columns,
        ),
        key=(SITE,),
        references=(_known_denomination("denominatie"),),
        optional=True,
    )


DUO_PRIMARY_SITES = _duo_register("duo_primary_sites", r"alle-vestigingen-bo\.csv")
DUO_SECONDARY_SITES = _duo_register(
    "duo_secondary_sites",
    r"alle-vestigingen-vo\.csv",
    Column("onderwijsstructuur", programmes(), nullable=True),
)

LAYOUTS: dict[str, tuple[TableSpec, ...]] = {
    "register": (PUPILS, SCHOOLS, MUNICIPALITIES),
    "counts": (SCHOOL_COUNTS, SCHOOLS, MUNICIPALITIES),
    "duo": (
        DUO_PUPIL_WEIGHTS,
        DUO_FUNDED_PUPILS,
        DUO_DISTANCES,
        DUO_PRIMARY_SITES,
        DUO_SECONDARY_SITES,
        MUNICIPALITIES,
    ),
}
