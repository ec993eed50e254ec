"""Layout `duo`: the open files of DUO, exactly as published."""

from __future__ import annotations

from segmon.delivery.duo_rules import at_most, brin, decimal_comma, site_number
from segmon.delivery.layouts.common import (
    MUNICIPALITIES,
    known_denomination,
    known_municipality,
)
from segmon.delivery.number_rules import pupil_count
from segmon.delivery.rule_kinds import Presence, Reference
from segmon.delivery.rules import municipality_code, one_of, programmes, school_year, text
from segmon.delivery.spec import Column, LayoutSpec, TableSpec
from segmon.macros import expression

#: SQL of the school site of a row.
SITE = expression("duo_school_id")

#: SQL of the rows that count pupils.
PUPILS_THERE = "totaal <> '0'"

DUO_YEAR = Column(
    "schooljaar", school_year(), "School year, taken from the name of the file.", "2016-2017"
)
DUO_SITE = (
    Column("brin_nummer", brin(), "Register number of the school.", "16AH"),
    Column("vestigingsnummer", site_number(), "Number of the site within the school.", "00"),
)


def _count(name: str, meaning: str, example: str) -> Column:
    return Column(name, pupil_count(is_dutch_file=True), meaning, example)


def _municipality(meaning: str) -> Column:
    return Column("gemeentenummer", municipality_code(), meaning, "0114")


DUO_PUPIL_WEIGHTS = TableSpec(
    name="duo_pupil_weights",
    description=(
        "One row per school year, primary school site and pupil weight.\n"
        "Pupils by weight and age on 1 October; a weight stands for parents with little education."
    ),
    pattern=r"leerlingen-bo-gewicht(?:-leeftijd)?-(\d{4}-\d{4})",
    published_as="01.-leerlingen-bo-gewicht,-leeftijd-YYYY-YYYY.csv",
    counts_pupils=True,
    columns=(
        DUO_YEAR,
        *DUO_SITE,
        Column("instellingsnaam_vestiging", text(), "Name of the school site.", "De Eerste"),
        _municipality("Where the school site is."),
        Column("soort_po", one_of("Bo"), "Kind of primary education: Bo is regular.", "Bo"),
        Column("denominatie_vestiging", text(), "Denomination of the school site.", "Openbaar"),
        Column(
            "gewicht",
            one_of("0.00", "0.30", "1.20"),
            "Pupil weight: 1.20 and 0.30 for parents with little education.",
            "0.30",
        ),
        _count("totaal", "Pupils of the weight, of every age.", "12"),
    ),
    presences=lambda: (
        Presence(
            "gewicht", "weight 1.20 or 0.30", PUPILS_THERE, f"gewicht <> '0.00' and {PUPILS_THERE}"
        ),
        Presence("gewicht", "weight 0.00", PUPILS_THERE, f"gewicht = '0.00' and {PUPILS_THERE}"),
    ),
    key=("schooljaar", SITE, "gewicht"),
    once_per=(
        ("schooljaar", SITE),
        ("instellingsnaam_vestiging", "gemeentenummer", "denominatie_vestiging"),
    ),
    references=(
        known_municipality("gemeentenummer", "schooljaar"),
        known_denomination("denominatie_vestiging"),
    ),
)

DUO_FUNDED_PUPILS = TableSpec(
    name="duo_funded_pupils",
    description=(
        "One row per school year and primary school site.\n"
        "Funded pupils, and how many of them have a non-Dutch background (NOAT)."
    ),
    pattern=r"leerlingen-bo-in-bron-(\d{4}-\d{4})",
    published_as="02.-leerlingen-bo-in-bron-YYYY-YYYY.csv",
    counts_pupils=True,
    columns=(
        DUO_YEAR,
        *DUO_SITE,
        Column("naam_instelling", text(), "Name of the school.", "De Eerste"),
        _count("totaal_bekostigd", "Funded pupils.", "214"),
        _count("bek_noat", "Funded pupils with a non-Dutch background.", "31"),
    ),
    row_rules=(("bek_noat", at_most("totaal_bekostigd")),),
    presences=lambda: (
        Presence("bek_noat", "pupils with a non-Dutch background", "true", "bek_noat <> '0'"),
        Presence("bek_noat", "other pupils", "true", "bek_noat <> totaal_bekostigd"),
    ),
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
            resolve="deliver alle-vestigingen-bo.csv of the same year next to the other files",
            # a site that has closed keeps its row, with nobody funded
            condition="totaal_bekostigd <> '0'",
        ),
    ),
    optional=True,
)

DUO_DISTANCES = TableSpec(
    name="duo_distances",
    description=(
        "One row per school year, primary school site and kind of primary education.\n"
        "Mean distance between the homes of the pupils and the site."
    ),
    pattern=r"gemiddelde-afstand(?:-.*)?-(\d{4}-\d{4})",
    published_as="05.-gemiddelde-afstand-…-YYYY-YYYY.csv",
    columns=(
        DUO_YEAR,
        *DUO_SITE,
        Column(
            "soort_po",
            one_of("Bo", "Sbo", "So", "Vso"),
            "Kind of primary education: Bo is regular, the others are special and in no figure.",
            "Bo",
        ),
        Column("afstand", decimal_comma(), "Mean distance in metres.", "754,203"),
        _count("leerlingen", "Pupils of whom the distance is the mean.", "214"),
    ),
    key=("schooljaar", SITE, "soort_po"),
    optional=True,
)


def _duo_register(
    name: str, level: str, published_as: str, pattern: str, *columns: Column
) -> TableSpec:
    return TableSpec(
        name=name,
        description=(
            f"One row per {level} school site.\n"
            "DUO's register of school sites, which has no school year."
        ),
        pattern=pattern,
        published_as=published_as,
        columns=(
            *DUO_SITE,
            Column("vestigingsnaam", text(), "Name of the school site.", "De Eerste"),
            _municipality("Where the school site is."),
            Column(
                "denominatie",
                text(),
                "Denomination of the school site.",
                "Openbaar",
                nullable=True,
            ),
            *columns,
        ),
        key=(SITE,),
        references=(known_denomination("denominatie"),),
        optional=True,
    )


DUO_PRIMARY_SITES = _duo_register(
    "duo_primary_sites",
    "primary",
    "alle-vestigingen-bo.csv",
    "alle-(?:school)?vestigingen-(?:bo|basisonderwijs)",
)
DUO_SECONDARY_SITES = _duo_register(
    "duo_secondary_sites",
    "secondary",
    "alle-vestigingen-vo.csv",
    "alle-(?:school)?vestigingen-(?:vo|voortgezet-onderwijs)",
    Column(
        "onderwijsstructuur",
        programmes(),
        "What the school site offers, separated by `/`.",
        "VMBO-T/HAVO/VWO",
        nullable=True,
    ),
)

DUO = LayoutSpec(
    name="duo",
    description=(
        "DUO's open files, exactly as published, with `municipalities.csv` next to them.\n"
        "For everybody: DUO publishes them for primary education. Column names are read in lower"
        " case with `_` for a blank; `INSTELLINGSCODE` and `VESTIGINGSCODE` of later years are"
        " `brin_nummer` and `vestigingsnummer`. A small cell may be `<5`, and thousands may be"
        " separated by a point."
    ),
    tables=(
        DUO_PUPIL_WEIGHTS,
        DUO_FUNDED_PUPILS,
        DUO_DISTANCES,
        DUO_PRIMARY_SITES,
        DUO_SECONDARY_SITES,
        MUNICIPALITIES,
    ),
)
