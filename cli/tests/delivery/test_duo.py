"""DUO's open files as published: the real ones where they are at hand, and small ones by hand."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest

from helpers.running import Built, Shared, build_by_command, build_delivery
from segmon.build.dbt_process import DbtProcess
from segmon.checks.checked import check_delivery
from segmon.delivery.open import open_delivery
from segmon.errors import DeliveryError
from segmon.project import project_dir

DATA = project_dir().parent / "shared" / "data"
real_files = pytest.mark.skipif(
    not (DATA / "duo-2016-2017").is_dir(), reason=f"the published files are not in {DATA}"
)


# --- the real files ---


@pytest.fixture(scope="session")
def duo_build(shared: Shared) -> Built:
    def make(folder: Path) -> None:
        build_by_command(DATA / "duo-2016-2017", "duo", folder / "warehouse" / "segmon.duckdb")

    return Built(shared("duo", make) / "warehouse" / "segmon.duckdb")


@real_files
@pytest.mark.parametrize(
    ("level", "code", "index_code", "value"),
    [
        ("national", "NL", "dissimilarity", 0.397709),
        ("national", "NL", "interaction", 0.833181),
        ("g4", "GM0363", "dissimilarity", 0.471850),
        ("g4", "GM0599", "dissimilarity", 0.425075),
        ("g4", "GM0518", "dissimilarity", 0.540299),
        ("g4", "GM0344", "dissimilarity", 0.602293),
        ("urbanity", "1", "dissimilarity", 0.487046),
        ("urbanity", "2", "dissimilarity", 0.446020),
        ("urbanity", "3", "dissimilarity", 0.377409),
        ("urbanity", "4", "dissimilarity", 0.351446),
        ("urbanity", "5", "dissimilarity", 0.321631),
        # those that docs/method.md speaks of
        ("national", "NL", "dissimilarity_expected", 0.103493),
        ("national", "NL", "dissimilarity_corrected", 0.383577),
        ("national", "NL", "dissimilarity_by_pupils", 0.410867),
        ("national", "NL", "dissimilarity_one_area", 0.456422),
        ("urbanity", "1", "dissimilarity_corrected", 0.482406),
        ("urbanity", "5", "dissimilarity_corrected", 0.294405),
    ],
)
def test_known_answers(
    level: str, code: str, index_code: str, value: float, duo_build: Built
) -> None:
    rows = duo_build.rows(
        f"select value, status from marts.segregation_{level} where area_code = '{code}'"
        f" and index_code = '{index_code}' and characteristic = 'pupil_weight'"
    )
    assert rows == [(pytest.approx(value, abs=1e-6), "ok")]


@real_files
def test_real_rows_and_pupils(duo_build: Built) -> None:
    assert duo_build.said["rows"] == {
        "duo_pupil_weights": 17059,
        "duo_funded_pupils": 6497,
        "duo_distances": 7532,
        "duo_primary_sites": 0,
        "duo_secondary_sites": 0,
        "municipalities": 390,
    }
    counts = "n_municipalities, n_schools, n_pupils"
    where = "characteristic = 'pupil_weight' and index_code = 'dissimilarity'"
    rows = duo_build.rows(f"select {counts} from marts.segregation_national where {where}")
    assert rows == [(390, 6494, 1_427_453)]
    vlieland = duo_build.rows(
        "select value, status from marts.segregation_municipality"
        f" where {where} and area_name = 'Vlieland'"
    )
    assert vlieland == [(None, "group_absent")]


@real_files
def test_municipalities_that_cannot_be_told_from_a_deal_by_lot(duo_build: Built) -> None:
    (counted,) = duo_build.rows(
        "select count(*) filter (abs(value) < 1.96), count(*) from marts.segregation_municipality"
        " where characteristic = 'pupil_weight' and index_code = 'dissimilarity_z'"
    )
    assert counted == (24, 390)


@pytest.mark.nightly
@real_files
def test_registers_are_staged_without_losing_a_row(tmp_path: Path) -> None:
    folder = tmp_path / "delivery"
    folder.mkdir()
    for source in ("duo-2016-2017", "duo-registers-2019"):
        for file in (DATA / source).glob("*.csv"):
            # only the weights and the municipalities are needed beside the registers
            if file.name[:2] not in ("02", "05"):
                (folder / file.name).symlink_to(file)
    database = tmp_path / "segmon.duckdb"
    dbt = DbtProcess(tmp_path, database, {"layout": "duo"})
    try:
        checked = check_delivery(folder, "duo")
        with duckdb.connect(str(database)) as connection:
            open_delivery(connection, checked.found)
        models = ["stg_duo__primary_sites", "stg_duo__secondary_sites"]
        dbt.run(["run", "--select", *models], lambda node: None)
    finally:
        dbt.stop()
    sites = "count(*), count(distinct school_id), count(distinct denomination)"
    odd = "denomination like 'Hindoe%'"
    with duckdb.connect(str(database)) as connection:
        primary, secondary = (
            connection.execute(
                f"select {sites}, count(*) filter ({odd}),"
                " count(*) filter (not regexp_full_match(school_id, '[0-9]{2}[A-Z]{2}[0-9]{2}')),"
                " count(*) filter (not regexp_full_match(municipality_code, 'GM[0-9]{4}'))"
                f" from staging.{model}"
            ).fetchone()
            for model in models
        )
        hindu = connection.execute(
            f"select distinct denomination from staging.stg_duo__primary_sites where {odd}"
        ).fetchall()
    assert primary == (6268, 6268, 20, 6, 0, 0)
    assert secondary is not None
    assert (secondary[0], secondary[1], secondary[2], *secondary[4:]) == (1619, 1619, 25, 0, 0)
    assert hindu == [("Hindoeïstisch",)]


# --- small files by hand: three generations of headers in one delivery ---

#: Two sites in one municipality: pupils of weight 0.00, 0.30 and 1.20. D = 1/2.
WEIGHTS = {"00AP00": ("10", "5", "5"), "16AH01": ("30", "10", "0")}
FIGURE = Fraction(1, 2) * 2 * abs(Fraction(10, 40) - Fraction(10, 20))
#: School year: names of the two key columns, how a site and a municipality are written, encoding.
GENERATIONS = {
    "2016-2017": ("BRIN_NUMMER;VESTIGINGSNUMMER", "{site}", " 637", "cp1252"),
    "2019-2020": ("BRIN NUMMER;VESTIGINGSNUMMER", "{brin}{site}", "0637", "cp1252"),
    "2022-2023": ("INSTELLINGSCODE;VESTIGINGSCODE", "{short}", "637", "utf-8-sig"),
}
GROUPS = ("0.00", "0.30", "1.20")


def duo_files(**changes: str) -> Iterator[tuple[str, str, str]]:
    """Name, text and encoding of each file; `changes` replace text in the weights of 2016-2017."""
    for year, (key, spelling, municipality, encoding) in GENERATIONS.items():
        weights = [
            f"{key};INSTELLINGSNAAM_VESTIGING;GEMEENTENUMMER;SOORT_PO;DENOMINATIE_VESTIGING"
            ";GEWICHT;TOTAAL"
        ]
        funded = ["WPO (BAO);Peildatum:;1-10", f"{key};NAAM_INSTELLING;TOTAAL_BEKOSTIGD;BEK_NOAT"]
        distances = [f"{key};SOORT_PO;AFSTAND;LEERLINGEN"]
        for school, counts in WEIGHTS.items():
            brin, site = school[:4], school[4:]
            written = spelling.format(brin=brin, site=site, short=str(int(site)))
            for group, n_pupils in zip(GROUPS, counts, strict=True):
                name = f'"BS ""’t Eenspan"", {brin}"'
                weights.append(
                    f"{brin};{written};{name};{municipality};Bo;Hindoeïstisch;{group};{n_pupils}"
                )
            total = sum(map(int, counts))
            funded.append(f"{brin};{written};’t Eenspan;{total};{total // 2}")
            distances.append(f"{brin};{written};Bo;5754,20338983051;{total}")
        text = "\r\n".join([*weights, ""])
        for old, new in changes.items() if year == "2016-2017" else ():
            assert old in text
            text = text.replace(old, new)
        yield f"01.-leerlingen-bo-gewicht,-leeftijd-{year}.csv", text, encoding
        yield f"02.leerlingen-bo-in-bron-{year}.csv", "\r\n".join([*funded, ""]), encoding
        yield f"05.-gemiddelde-afstand-x-{year}.csv", "\r\n".join([*distances, ""]), encoding


def write_duo(folder: Path, **changes: str) -> Path:
    """The hand-made files in a folder, with the municipalities beside them."""
    folder.mkdir(parents=True)
    for name, text, encoding in duo_files(**changes):
        (folder / name).write_bytes(text.encode(encoding))
    rows = [f"{year},GM0637,Zoetermeer,2" for year in GENERATIONS]
    header = "school_year,municipality_code,municipality_name,urbanity"
    (folder / "municipalities.csv").write_text("\n".join([header, *rows, ""]))
    return folder


def test_every_generation_of_files_gives_the_same_figures(tmp_path: Path) -> None:
    # a suppressed cell in the second of the three years only
    folder = write_duo(tmp_path / "delivery")
    file = folder / "01.-leerlingen-bo-gewicht,-leeftijd-2019-2020.csv"
    file.write_bytes(file.read_bytes().replace(b";1.20;5\r", b";1.20;<5\r"))
    built = build_delivery(folder, "duo", tmp_path / "segmon.duckdb")
    rows = built.rows(
        "select school_year, value, status, n_schools, n_pupils, n_first, n_third"
        " from marts.segregation_municipality where characteristic = 'pupil_weight'"
        " and index_code = 'dissimilarity' and area_code = 'GM0637' order by 1"
    )
    known = (float(FIGURE), "ok", 2, 60, 20, 40)
    open_ = (None, "incomplete_input", 2, None, None, 40)
    years = dict(zip(GENERATIONS, (known, open_, known), strict=True))
    assert rows == [(year, *figure) for year, figure in years.items()]
    noat = built.rows(
        "select distinct value, n_pupils, n_third from marts.segregation_municipality"
        " where characteristic = 'noat' and index_code = 'dissimilarity'"
    )
    assert noat == [(0.0, 60, 30)]


def test_text_survives_both_encodings(tmp_path: Path) -> None:
    delivery = check_delivery(write_duo(tmp_path / "delivery"), "duo").found
    with duckdb.connect() as connection:
        open_delivery(connection, delivery)
        rows = connection.execute(
            "select distinct instellingsnaam_vestiging, denominatie_vestiging"
            " from delivery.duo_pupil_weights order by 1"
        ).fetchall()
    assert rows == [(f'BS "’t Eenspan", {brin}', "Hindoeïstisch") for brin in ("00AP", "16AH")]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (";1.20;5\r", ";1.20;-5\r", "duo_pupil_weights.totaal"),
        (";1.20;5\r", ";1.50;5\r", "duo_pupil_weights.gewicht"),
        ("; 637;", "; 9637;", "duo_pupil_weights.gemeentenummer"),
        ("; 637;", ";Zoetermeer;", "duo_pupil_weights.gemeentenummer"),
        (";0.30;5\r", ";0.00;5\r", "each row has a key"),
        (";1.20;5\r", ";1.20;5;6\r", "line 4: 9 cells"),
        (";1.20;5\r", ";1.20\r", "line 4: 7 cells"),
        ("BRIN_NUMMER", "SCHOOL", "no header line"),
        ("00AP;00;", "0AP;00;", "duo_pupil_weights.brin_nummer"),
        ("00AP;00;", "00AP;000;", "duo_pupil_weights.vestigingsnummer"),
    ],
)
def test_a_broken_file_is_named(old: str, new: str, said: str, tmp_path: Path) -> None:
    folder = write_duo(tmp_path / "delivery", **{old: new})
    with pytest.raises(DeliveryError) as refused:
        check_delivery(folder, "duo")
    assert said in str(refused.value)
    assert "01.-leerlingen-bo-gewicht,-leeftijd-2016-2017.csv" in str(refused.value)


@pytest.mark.parametrize("file", ["01", "02", "05"])
def test_a_thousands_point_is_read_or_refused(file: str, tmp_path: Path) -> None:
    folder = write_duo(tmp_path / "delivery")
    (path,) = folder.glob(f"{file}*2016-2017.csv")
    changed = {"01": (";10\r", ";1.010\r"), "02": (";20;", ";1.020;"), "05": (";5754,", ";5.754,")}
    old, new = (part.encode() for part in changed[file])
    assert old in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(old, new))
    try:
        delivery = check_delivery(folder, "duo").found
    except DeliveryError as error:
        assert path.name in str(error)
    else:
        assert delivery.tables


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("02", ";20;10\r", ";20;30\r", "bek_noat"),
        ("01", "Hindoeïstisch;1.20;5", "Openbaar;1.20;5", "00AP00"),
    ],
    ids=["more newcomers than pupils", "one site with two denominations"],
)
def test_a_contradiction_is_a_fault_of_the_delivery(
    file: str, old: str, new: str, said: str, tmp_path: Path
) -> None:
    folder = write_duo(tmp_path / "delivery")
    (path,) = folder.glob(f"{file}*2016-2017.csv")
    changed = path.read_bytes().replace(old.encode("cp1252"), new.encode("cp1252"))
    assert changed != path.read_bytes()
    path.write_bytes(changed)
    with pytest.raises(DeliveryError, match=said):
        build_delivery(folder, "duo", tmp_path / "segmon.duckdb")
    assert not (tmp_path / "segmon.duckdb").exists()
