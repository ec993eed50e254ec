"""The files of synthetic microdata: names, columns, codes, and all that makes them hard to read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from helpers.microdata_joined import FOUND
from segmon.synth import synthesise

Rows = Callable[[str], list[tuple[object, ...]]]

FILES = """
    Bevolking/GBAADRESOBJECTBUS/GBAADRESOBJECT2023BUSV1.sav
    Bevolking/GBAPERSOONTAB/2017/GBAPERSOONKTAB2017V1.sav
    Bevolking/GBAPERSOONTAB/2023/GBAPERSOON2023TABV1.sav
    Bevolking/KINDOUDERTAB/KINDOUDER2017TABV3.sav
    Bevolking/KINDOUDERTAB/KINDOUDER2023TABV2.sav
    BouwenWonen/VSLCOORDTAB/VSLCOORDTAB2023V1.sav
    BouwenWonen/VSLGWBTAB/VSLGWB2023TAB03V1.sav
    InkomenBestedingen/INHATAB/INHA2017TABV2.sav
    InkomenBestedingen/INHATAB/INHA2021TABV2.sav
    InkomenBestedingen/INHATAB/INHA2022TABV2.sav
    InkomenBestedingen/INHATAB/INHA2023TABV1.sav
    InkomenBestedingen/INHATAB/INHA2023TABV2.sav
    InkomenBestedingen/KOPPELPERSOONHUISHOUDEN/KOPPELPERSOONHUISHOUDEN2017.sav
    InkomenBestedingen/KOPPELPERSOONHUISHOUDEN/KOPPELPERSOONHUISHOUDEN2021V2.sav
    InkomenBestedingen/KOPPELPERSOONHUISHOUDEN/KOPPELPERSOONHUISHOUDEN2022V2.sav
    InkomenBestedingen/KOPPELPERSOONHUISHOUDEN/KOPPELPERSOONHUISHOUDEN2023V2.sav
    Onderwijs/BRINADRESSEN/BRINADRESSEN2017V10.sav
    Onderwijs/BRINADRESSEN/BRINADRESSEN2017V9.sav
    Onderwijs/BRINADRESSEN/BRINADRESSEN2021V1.sav
    Onderwijs/BRINADRESSEN/BRINADRESSEN2022V1.sav
    Onderwijs/BRINADRESSEN/BRINADRESSEN2023V1.sav
    Onderwijs/HOOGSTEOPLTAB/2017/HOOGSTEOPL2017TABV1.sav
    Onderwijs/HOOGSTEOPLTAB/2017/HOOGSTEOPL2017TABV2.sav
    Onderwijs/HOOGSTEOPLTAB/2021/HOOGSTEOPL2021TABV2.sav
    Onderwijs/HOOGSTEOPLTAB/2022/HOOGSTEOPL2022TABV2.sav
    Onderwijs/HOOGSTEOPLTAB/2023/HOOGSTEOPL2023TABV2.sav
    Onderwijs/INSCHRWPOTAB/INSCHRWPOTAB2017V5.SAV
    Onderwijs/INSCHRWPOTAB/INSCHRWPOTAB2021V2.SAV
    Onderwijs/INSCHRWPOTAB/INSCHRWPOTAB2022V2.SAV
    Onderwijs/INSCHRWPOTAB/INSCHRWPOTAB2023V1.SAV
    Onderwijs/INSCHRWPOTAB/INSCHRWPOTAB2023V2.SAV
    Onderwijs/ONDERWIJSINSCHRTAB/2017/ONDERWIJSINSCHRTAB2017V1.SAV
    Onderwijs/ONDERWIJSINSCHRTAB/2021/ONDERWIJSINSCHRTAB2021V1.SAV
    Onderwijs/ONDERWIJSINSCHRTAB/2022/ONDERWIJSINSCHRTAB2022V1.SAV
    Onderwijs/ONDERWIJSINSCHRTAB/2023/ONDERWIJSINSCHRTAB2023V1.SAV
    municipalities.csv
    route_distances2017.csv
    route_distances2021.csv
    route_distances2022.csv
    route_distances2023.csv
    schools_register.csv
    synthetic.txt
"""
COLUMNS = {
    "INSCHRWPOTAB2017V5": "RINPERSOONS RINPERSOON ONDERWIJSNR_crypt WPOBRIN_crypt WPOBRINVEST"
    " WPOLEERJAAR WPOTYPEPO WPODENOMINATIE WPOVERBLIJFSJRBO WPOADVIESVO",
    "ONDERWIJSINSCHRTAB2017V1": "RINPERSOONS RINPERSOON ONDERWIJSNR_crypt BRIN_crypt VOBRINVEST"
    " VOLEERJAAR OPLNR TYPEONDERWIJS HOOFDINSCHR AANVINSCHR EINDINSCHR BEKOSTIGING",
    "BRINADRESSEN2017V10": "BRIN_crypt BRINVest RINObjectnummer gemcode POSTCODE PLAATSNAAM",
    "HOOGSTEOPL2017TABV2": "RINPERSOONS RINPERSOON OPLNRHB OPLNIVSOI2016AGG4HBMETNIRWO"
    " OPLNIVSOI2016AGG4HGMETNIRWO GEWICHTHOOGSTEOPL",
    "HOOGSTEOPL2023TABV2": "RINPERSOONS RINPERSOON OPLNRHB OPLNIVSOI2021AGG4HBmetNIRWO"
    " OPLNIVSOI2021AGG4HGmetNIRWO GEWICHTHOOGSTEOPL",
    "KINDOUDER2023TABV2": "RINPERSOONS RINPERSOON XKOPPELNUMMER RINPERSOONSpa RINPERSOONpa"
    " RINPERSOONSMa RINPERSOONMa",
    "GBAPERSOON2023TABV1": "RINPERSOONS RINPERSOON GBAGESLACHT GBAGEBOORTELAND"
    " GBAGEBOORTELANDMOEDER GBAGEBOORTELANDVADER GBAGENERATIE",
    "GBAADRESOBJECT2023BUSV1": "RINPERSOONS RINPERSOON SOORTOBJECTNUMMER RINOBJECTNUMMER"
    " GBADATUMAANVANGADRESHOUDING GBADATUMEINDEADRESHOUDING",
    "KOPPELPERSOONHUISHOUDEN2017": "RINPERSOONS RINPERSOON RINPERSOONSHKW RINPERSOONHKW",
    "INHA2017TABV2": "RINPERSOONSHKW RINPERSOONHKW INHP100HGEST INHP100HGESTES INHGESTINKH"
    " INHPOPIIV",
    "VSLGWB2023TAB03V1": "SOORTOBJECTNUMMER RINOBJECTNUMMER gem2015 gem2016 gem2017 gem2018 gem2019"
    " gem2020 gem2021 gem2022 gem2023 wc2023",
    "VSLCOORDTAB2023V1": "RINOBJECTNUMMER XCOORDADRES YCOORDADRES",
    "route_distances2017": "RINPERSOONS RINPERSOON BRIN_crypt BRINVEST AFSTAND_M",
    "schools_register": "JAAR BRIN_crypt BRINVEST DENOMINATIE ONDERWIJSSTRUCTUUR GEMEENTENUMMER",
    "municipalities": "school_year municipality_code municipality_name urbanity",
}
# Rows that occur in a file: what they are, and SQL of them.
OCCURS = [
    ("a grade with a blank in front", "INSCHRWPOTAB2017V5", "WPOLEERJAAR = ' 8'"),
    ("a special primary pupil", "INSCHRWPOTAB2017V5", "WPOTYPEPO = 'SBO' and WPOLEERJAAR = ' 0'"),
    ("special education", "INSCHRWPOTAB2017V5", "WPOTYPEPO = 'SO'"),
    ("travelling children", "INSCHRWPOTAB2017V5", "WPOTYPEPO = 'VSP'"),
    ("no kind of education", "INSCHRWPOTAB2017V5", "WPOTYPEPO = 'NVT'"),
    ("somebody not in the register", "INSCHRWPOTAB2017V5", "RINPERSOONS = 'S'"),
    ("a number with a zero in front", "INSCHRWPOTAB2017V5", "RINPERSOON like '0%'"),
    ("no denomination", "INSCHRWPOTAB2017V5", "WPODENOMINATIE = ''"),
    *(
        (f"denomination {code}", "INSCHRWPOTAB2017V5", f"WPODENOMINATIE = '{code}'")
        for code in ("OPB", "RK", "PC", "PCE", "PCR")
    ),
    *(
        (
            f"grade {grade} of secondary education",
            "ONDERWIJSINSCHRTAB2017V1",
            f"TYPEONDERWIJS = 'VO' and VOLEERJAAR = '{grade}'",
        )
        for grade in (*range(1, 7), 9)
    ),
    ("no grade", "ONDERWIJSINSCHRTAB2017V1", "TYPEONDERWIJS = 'VO' and VOLEERJAAR = ''"),
    *(
        (f"type {kind}", "ONDERWIJSINSCHRTAB2017V1", f"TYPEONDERWIJS = '{kind}'")
        for kind in ("MBO", "HO", "BO")
    ),
    *(
        (f"main {code}", "ONDERWIJSINSCHRTAB2017V1", f"HOOFDINSCHR = '{code}'")
        for code in ("01", "11", "00", "10")
    ),
    *(
        (f"end {end}", "ONDERWIJSINSCHRTAB2017V1", f"EINDINSCHR = '{end}'")
        for end in ("99999999", "88888888", "20170930", "20171001", "20171002", "20180731")
    ),
    *(
        (f"start {start}", "ONDERWIJSINSCHRTAB2017V1", f"AANVINSCHR = '{start}'")
        for start in ("20170801", "20171001", "20171002", "20160801")
    ),
    *(
        (
            f"level {code or 'blank'}",
            "HOOGSTEOPL2023TABV2",
            f"OPLNIVSOI2021AGG4HBmetNIRWO = '{code}'",
        )
        for code in ("----", "9999", "", "1112", "1213", "2121", "2132", "3112", "3213")
    ),
    (
        "another level followed",
        "HOOGSTEOPL2023TABV2",
        "left(OPLNIVSOI2021AGG4HBmetNIRWO, 1) <> left(OPLNIVSOI2021AGG4HGmetNIRWO, 1)",
    ),
    ("no father", "KINDOUDER2023TABV2", "RINPERSOONpa = '---------'"),
    ("a blank for no mother", "KINDOUDER2023TABV2", "RINPERSOONMa = ''"),
    ("zeros for no mother", "KINDOUDER2023TABV2", "RINPERSOONMa = '000000000'"),
    ("a mother not in the register", "KINDOUDER2023TABV2", "RINPERSOONSMa = 'S'"),
    ("a child not in the register", "KINDOUDER2023TABV2", "RINPERSOONS = 'S'"),
    *(
        (f"country {code or 'blank'}", "GBAPERSOON2023TABV1", f"GBAGEBOORTELAND = '{code}'")
        for code in ("6030", "0000", "----", "", "6043")
    ),
    *((f"income {code}", "INHA2023TABV2", f"INHP100HGEST = {code}") for code in (-2, -1, 1, 100)),
    ("another percentile without students", "INHA2023TABV2", "INHP100HGEST <> INHP100HGESTES"),
    ("an unknown amount", "INHA2023TABV2", "INHGESTINKH = 9999999999"),
    ("nobody's household", "KOPPELPERSOONHUISHOUDEN2023V2", "RINPERSOONHKW = '---------'"),
    ("a school without an object", "BRINADRESSEN2017V10", "RINObjectnummer = ''"),
    ("a school without a municipality", "BRINADRESSEN2017V10", "gemcode = '----'"),
    ("a letter that is not in ASCII", "BRINADRESSEN2017V10", "PLAATSNAAM = 'Súdwâld'"),
    ("a spell without an end", "GBAADRESOBJECT2023BUSV1", "GBADATUMEINDEADRESHOUDING = '88888888'"),
    (
        "a spell since 1 October",
        "GBAADRESOBJECT2023BUSV1",
        "GBADATUMAANVANGADRESHOUDING = '20231001'",
    ),
    (
        "a day that is unknown",
        "GBAADRESOBJECT2023BUSV1",
        "GBADATUMAANVANGADRESHOUDING like '%0000'",
    ),
    ("an object outside any municipality", "VSLGWB2023TAB03V1", "gem2023 = '----'"),
]


@pytest.fixture
def rows(microdata: Path) -> Iterator[Rows]:
    """SQL of the files, each a view with the name of the file."""
    with duckdb.connect() as connection:
        for file in (microdata / "parquet").rglob("*.*"):
            read = "read_parquet" if file.suffix.lower() == ".parquet" else "read_csv"
            if file.suffix != ".txt":
                options = ", all_varchar = true" if read == "read_csv" else ""
                connection.execute(f"create view {file.stem} as from {read}('{file}'{options})")
        yield lambda query: connection.execute(query).fetchall()


def test_files_are_in_their_folders_under_their_names(microdata: Path) -> None:
    made = [file for file in (microdata / "sav").rglob("*") if file.is_file()]
    assert sorted(str(file.relative_to(microdata / "sav")) for file in made) == FILES.split()


@pytest.mark.parametrize("file", COLUMNS)
def test_columns_have_their_names(rows: Rows, file: str) -> None:
    assert [row[0] for row in rows(f"describe {file}")] == COLUMNS[file].split()


@pytest.mark.parametrize(("what", "file", "condition"), OCCURS)
def test_what_real_files_have_occurs(rows: Rows, what: str, file: str, condition: str) -> None:
    assert rows(f"select count(*) from {file} where {condition}")[0][0], what


@pytest.mark.nightly
@pytest.mark.parametrize(("what", "query"), FOUND)
def test_what_only_several_rows_show_occurs(rows: Rows, what: str, query: str) -> None:
    assert rows(f"select 1 {query} limit 1"), what


@pytest.mark.parametrize("file", ["KINDOUDER2023TABV2", "HOOGSTEOPL2023TABV2", "INHA2017TABV2"])
def test_persons_of_a_kind_have_one_row(rows: Rows, file: str) -> None:
    person = (
        "RINPERSOONSHKW, RINPERSOONHKW" if file.startswith("INHA") else "RINPERSOONS, RINPERSOON"
    )
    assert not rows(f"select {person} from {file} group by {person} having count(*) > 1 limit 1")


def test_no_key_of_the_register_is_in_a_file(microdata: Path, rows: Rows) -> None:
    files = [file.stem for file in (microdata / "parquet").rglob("*.*") if file.suffix != ".txt"]
    for file in files:
        texts = [name for name, kind, *_ in rows(f"describe {file}") if kind == "VARCHAR"]
        for name in texts:
            key = f"regexp_full_match({name}, '[PV][0-9]{{9}}|(PO|VO)[0-9]{{5}}')"
            assert not rows(f"select 1 from {file} where {key} limit 1"), (file, name)


@pytest.fixture(scope="module")
def divisions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The objects of a country that is large enough for municipalities to merge."""
    folder = tmp_path_factory.mktemp("divisions") / "files"
    years = ["2017-2018", "2023-2024"]
    made = synthesise(folder, layout="cbs", file_format="parquet", scale=0.02, school_years=years)
    (objects,) = next(table.files for table in made.tables if table.name == "VSLGWBTAB")
    return objects


def test_municipalities_merge_between_two_divisions(divisions: Path) -> None:
    merged = duckdb.sql(f"""
        select gem2023 from '{divisions}' group by gem2023 having count(distinct gem2017) > 1
    """).fetchall()
    assert merged
    gone = duckdb.sql(f"""
        select distinct gem2017 from '{divisions}' where gem2017 <> gem2023
            and gem2017 in (select gem2023 from '{divisions}')
    """).fetchall()
    assert not gone


def test_a_municipality_was_split_before_the_first_school_year(divisions: Path) -> None:
    split = duckdb.sql(f"""
        select gem2016, count(distinct gem2017) from '{divisions}'
        group by gem2016 having count(distinct gem2017) > 1
    """).fetchall()
    assert split == [("9990", 2)]
