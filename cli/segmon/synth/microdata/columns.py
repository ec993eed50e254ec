"""Columns of the files: names as they are delivered, widths, and what some values mean."""

from __future__ import annotations

from segmon.synth.microdata.sav import Variable

_NOBODY = {"-": "Onbekend"}
_KINDS = {"R": "RINPERSOON is in de BRP gevonden", "S": "RINPERSOON is niet in de BRP gevonden"}
_COUNTRIES = {"6030": "Nederland", "0000": "Onbekend", "6043": "Turkije", "5022": "Marokko"}
_NO_INCOME = {
    -2: "Institutioneel huishouden",
    -1: "Particulier huishouden met onbekend inkomen",
}
_LEVELS = {
    "1112": "basisonderwijs groep 3-8",
    "1213": "mbo1",
    "2112": "mbo3",
    "2121": "mbo4",
    "3112": "hbo-bachelor",
    "3212": "wo-master",
    "----": "Onbekend",
}


def person(suffix: str = "") -> tuple[Variable, Variable]:
    """The two columns that name a person."""
    return (
        Variable(f"RINPERSOONS{suffix}", 1, _KINDS | _NOBODY),
        Variable(f"RINPERSOON{suffix}", 9),
    )


def primary_enrolments() -> tuple[Variable, ...]:
    """INSCHRWPOTAB."""
    return (
        *person(),
        Variable("ONDERWIJSNR_crypt", 12),
        Variable("WPOBRIN_crypt", 12),
        Variable("WPOBRINVEST", 2, {"00": "geen codelijst beschikbaar, zie externe link"}),
        Variable("WPOLEERJAAR", 2, {f" {grade}": f"leerjaar {grade}" for grade in range(1, 9)}),
        Variable(
            "WPOTYPEPO",
            3,
            {"BO": "Basisonderwijs", "SBO": "Speciaal basisonderwijs", "SO": "Speciaal onderwijs"},
        ),
        Variable("WPODENOMINATIE", 3, {"OPB": "Openbaar", "RK": "Rooms-Katholiek"}),
        Variable("WPOVERBLIJFSJRBO"),
        Variable("WPOADVIESVO", 2),
    )


def secondary_enrolments() -> tuple[Variable, ...]:
    """ONDERWIJSINSCHRTAB."""
    return (
        *person(),
        Variable("ONDERWIJSNR_crypt", 12),
        Variable("BRIN_crypt", 12),
        Variable("VOBRINVEST", 2),
        Variable("VOLEERJAAR", 1, {str(grade): f"leerjaar {grade}" for grade in range(1, 7)}),
        Variable("OPLNR", 6),
        Variable("TYPEONDERWIJS", 3, {"VO": "Voortgezet onderwijs", "HO": "Hoger onderwijs"}),
        Variable("HOOFDINSCHR", 2),
        Variable("AANVINSCHR", 8),
        Variable("EINDINSCHR", 8, {"99999999": "Niet uitgeschreven"}),
        Variable("BEKOSTIGING", 1),
    )


def school_addresses() -> tuple[Variable, ...]:
    """BRINADRESSEN."""
    return (
        Variable("BRIN_crypt", 12),
        Variable("BRINVest", 2),
        Variable("RINObjectnummer", 12),
        Variable("gemcode", 4),
        Variable("POSTCODE", 6),
        Variable("PLAATSNAAM", 40),
    )


def education_levels(year: int) -> tuple[Variable, ...]:
    """HOOGSTEOPL of a year: the classification and the case of its columns changed in 2019."""
    attained, followed = level_columns(year)
    return (
        *person(),
        Variable("OPLNRHB", 6),
        Variable(attained, 4, _LEVELS),
        Variable(followed, 4, _LEVELS),
        Variable("GEWICHTHOOGSTEOPL"),
    )


def level_columns(year: int) -> tuple[str, str]:
    """Names of the columns of the highest level attained and followed."""
    if year <= 2018:
        return "OPLNIVSOI2016AGG4HBMETNIRWO", "OPLNIVSOI2016AGG4HGMETNIRWO"
    return "OPLNIVSOI2021AGG4HBmetNIRWO", "OPLNIVSOI2021AGG4HGmetNIRWO"


def parents() -> tuple[Variable, ...]:
    """KINDOUDER."""
    return (*person(), Variable("XKOPPELNUMMER", 1), *person("pa"), *person("Ma"))


def persons() -> tuple[Variable, ...]:
    """GBAPERSOON."""
    return (
        *person(),
        Variable("GBAGESLACHT", 1, {"1": "Man", "2": "Vrouw"}),
        Variable("GBAGEBOORTELAND", 4, _COUNTRIES),
        Variable("GBAGEBOORTELANDMOEDER", 4, _COUNTRIES),
        Variable("GBAGEBOORTELANDVADER", 4, _COUNTRIES),
        Variable("GBAGENERATIE", 1),
    )


def home_addresses() -> tuple[Variable, ...]:
    """GBAADRESOBJECT."""
    return (
        *person(),
        Variable("SOORTOBJECTNUMMER", 1),
        Variable("RINOBJECTNUMMER", 12),
        Variable("GBADATUMAANVANGADRESHOUDING", 8),
        Variable("GBADATUMEINDEADRESHOUDING", 8),
    )


def household_members() -> tuple[Variable, ...]:
    """KOPPELPERSOONHUISHOUDEN."""
    return (*person(), *person("HKW"))


def household_incomes() -> tuple[Variable, ...]:
    """INHA."""
    return (
        *person("HKW"),
        Variable("INHP100HGEST", labels=_NO_INCOME),
        Variable("INHP100HGESTES", labels=_NO_INCOME),
        Variable("INHGESTINKH"),
        Variable("INHPOPIIV"),
    )


def object_municipalities(divisions: range) -> tuple[Variable, ...]:
    """VSLGWB: a column per municipal division."""
    return (
        Variable("SOORTOBJECTNUMMER", 1),
        Variable("RINOBJECTNUMMER", 12),
        *(Variable(f"gem{year}", 4) for year in divisions),
        Variable(f"wc{divisions[-1]}", 6),
    )


def object_coordinates() -> tuple[Variable, ...]:
    """VSLCOORDTAB."""
    return (Variable("RINOBJECTNUMMER", 12), Variable("XCOORDADRES"), Variable("YCOORDADRES"))
