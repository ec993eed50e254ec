"""Names of files of microdata: which table, which year, which version."""

from __future__ import annotations

import pytest

from segmon.delivery.layouts.cbs import CBS
from segmon.delivery.microdata_names import microdata_name

NAMES = {
    "INSCHRWPOTAB2023V2.SAV": ("cbs_primary_enrolments", "2023", 2),
    "inschrwpotab2008v12.sav": ("cbs_primary_enrolments", "2008", 12),
    "ONDERWIJSINSCHRTAB2023V1.sav": ("cbs_secondary_enrolments", "2023", 1),
    "BRINADRESSEN2019V1.dta": ("cbs_school_addresses", "2019", 1),
    "KINDOUDER2023TABV2.sav": ("cbs_parents", "2023", 2),
    "KOPPELPERSOONHUISHOUDEN2018.sav": ("cbs_household_members", "2018", 0),
    "KOPPELPERSOONHUISHOUDEN2021V2.csv": ("cbs_household_members", "2021", 2),
    "INHA2022TABV10.csv.gz": ("cbs_household_incomes", "2022", 10),
    "INHATAB2022V1.parquet": ("cbs_household_incomes", "2022", 1),
    "120619 HOOGSTEOPLTAB 2008V1.sav": ("cbs_education_levels", "2008", 1),
    "kopie_HOOGSTEOPL2023TABV2.csv": ("cbs_education_levels", "2023", 2),
    "GBAPERSOON2023TABV1.sav": ("cbs_persons", "2023", 1),
    "GBAPERSOONKTAB2023V1.sav": ("cbs_persons", "2023", 1),
    "GBAADRESOBJECT2023BUSV1.sav": ("cbs_home_addresses", "2023", 1),
    "VSLGWB2023TAB03V1.sav": ("cbs_object_municipalities", "2023", 1),
    "VSLCOORDTAB2024V1.sav": ("cbs_object_coordinates", "2024", 1),
    "schools_register.csv": ("cbs_school_register", "", 0),
    "DUO register 2023 V2.sav": ("cbs_school_register", "2023", 2),
    "schoolregister_20231001.csv": ("cbs_school_register", "", 0),
    "route_distances.parquet": ("cbs_route_distances", "", 0),
    "route_distances2023.csv": ("cbs_route_distances", "2023", 0),
}
#: Other files of Statistics Netherlands, and files that are only like one of ours.
OTHERS = [
    "INSCHRWECTAB2023V1.sav",
    "NIETVSLGWB2023TAB03V1.sav",
    "INPA2022TABV1.sav",
    "GBAHUISHOUDENS2023BUSV1.sav",
    "ONDERWIJSDEELNEMERSTAB2023V1.sav",
    "VRLVSLVIERKANTTABV2023031.sav",
    "INHA2022TABV1 (1).csv",
    "INHA2022TABV1_selectie.csv",
    "INHA2022TABV1.xlsx",
    "INHA22TABV1.sav",
    "INHATABV1.sav",
    "KINDOUDER.sav",
    "municipalities.csv",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_says_what_a_file_is(name: str) -> None:
    found = microdata_name(CBS, name)
    assert found and (found.table.name, found.year, found.version) == NAMES[name]


@pytest.mark.parametrize("name", OTHERS)
def test_other_names_say_nothing(name: str) -> None:
    assert microdata_name(CBS, name) is None
