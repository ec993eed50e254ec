"""A small delivery of microdata, in the files and spellings of Statistics Netherlands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import polars
from polars_readstat import write_readstat

from segmon.delivery.find import FoundDelivery, find_delivery, room_for

#: Rows by the name of the file, without its ending.
Files = dict[str, pd.DataFrame]
NOBODY = "---------"
CHILDREN = ("000000101", "000000102", "000000103", "000000104")
MOTHERS = ("000000201", "000000202", NOBODY, "000000204")
FATHERS = ("000000301", NOBODY, "000000303", "000000304")


def cbs_files() -> Files:
    """A delivery of two school years: two pupils of primary and two of secondary education."""
    files = {name: pd.DataFrame(columns, dtype="object") for name, columns in _of_all().items()}
    for year in ("2022", "2023"):
        files |= {name: pd.DataFrame(rows, dtype="object") for name, rows in _of_year(year).items()}
    return files


def _of_year(year: str) -> dict[str, dict[str, object]]:
    start = f"{year}0801"
    return {
        f"Onderwijs/INSCHRWPOTAB/INSCHRWPOTAB{year}V2": {
            "RINPERSOONS": "R",
            "RINPERSOON": list(CHILDREN[:2]),
            "ONDERWIJSNR_crypt": ["e1", "e2"],
            "WPOBRIN_crypt": "a1b2",
            "WPOBRINVEST": "00",
            "WPOLEERJAAR": [" 1", " 8"],
            "WPOTYPEPO": "BO",
            "WPODENOMINATIE": "RK ",
        },
        f"Onderwijs/ONDERWIJSINSCHRTAB/{year}/ONDERWIJSINSCHRTAB{year}V1": {
            "RINPERSOONS": "R",
            "RINPERSOON": list(CHILDREN[2:]),
            "BRIN_crypt": "c3d4",
            "VOBRINVEST": "01",
            "VOLEERJAAR": ["1", "2"],
            "TYPEONDERWIJS": "VO",
            "HOOFDINSCHR": "01",
            "AANVINSCHR": start,
            "EINDINSCHR": "99999999",
        },
        f"Onderwijs/BRINADRESSEN/BRINADRESSEN{year}V1": {
            "BRIN_crypt": ["a1b2", "c3d4"],
            "BRINVest": ["00", "01"],
            "RINObjectnummer": ["o1", "o2"],
            "gemcode": ["0363", "0637"],
        },
        f"InkomenBestedingen/KOPPELPERSOONHUISHOUDEN{year}": {
            "RINPERSOONS": "R",
            "RINPERSOON": list(CHILDREN),
            "RINPERSOONSHKW": "R",
            "RINPERSOONHKW": ["000000201", "000000202", "000000303", "000000204"],
        },
        f"InkomenBestedingen/INHATAB/INHA{year}TABV1": {
            "RINPERSOONSHKW": "R",
            "RINPERSOONHKW": ["000000201", "000000202", "000000303", "000000204"],
            "INHP100HGEST": [12.0, -1.0, -2.0, 100.0],
            "INHP100HGESTES": [11.0, -1.0, -2.0, 99.0],
        },
        f"Onderwijs/HOOGSTEOPLTAB/{year}/HOOGSTEOPL{year}TABV3": {
            "RINPERSOONS": "R",
            "RINPERSOON": ["000000201", "000000202", "000000301"],
            "OPLNIVSOI2021AGG4HBmetNIRWO": ["1111", "2121", "3213"],
            "OPLNIVSOI2021AGG4HGmetNIRWO": ["1112", "2131", "3213"],
        },
        f"Bevolking/GBAADRESOBJECT{year}BUSV1": {
            "RINPERSOONS": "R",
            "RINPERSOON": list(CHILDREN),
            "SOORTOBJECTNUMMER": "D",
            "RINOBJECTNUMMER": "o3",
            "GBADATUMAANVANGADRESHOUDING": "20150301",
            "GBADATUMEINDEADRESHOUDING": "88888888",
        },
    }


def _of_all() -> dict[str, dict[str, object]]:
    return {
        "Bevolking/KINDOUDERTAB/KINDOUDER2023TABV1": {
            "RINPERSOONS": "R",
            "RINPERSOON": list(CHILDREN),
            "XKOPPELNUMMER": "x",
            "RINPERSOONSpa": ["R", "-", "R", "R"],
            "RINPERSOONpa": list(FATHERS),
            "RINPERSOONSMa": ["R", "R", "-", "R"],
            "RINPERSOONMa": list(MOTHERS),
        },
        "Bevolking/GBAPERSOONTAB/2023/GBAPERSOON2023TABV1": {
            "RINPERSOONS": "R",
            "RINPERSOON": ["000000201", "000000202", "000000301", "000000303"],
            "GBAGEBOORTELAND": ["6030", "7009", "6030", "----"],
            "GBAGEBOORTELANDMOEDER": "6030",
            "GBAGEBOORTELANDVADER": "6030",
        },
        "BouwenWonen/VSLGWBTAB/VSLGWB2023TAB03V1": {
            "SOORTOBJECTNUMMER": "D",
            "RINOBJECTNUMMER": ["o1", "o2", "o3"],
            "gem2022": ["0363", "0637", "0457"],
            "gem2023": ["0363", "0637", "0363"],
            "wc2023": ["036300", "063700", "036300"],
        },
        "BouwenWonen/VSLCOORDTAB2023V1": {
            "RINOBJECTNUMMER": ["o1", "o2", "o3"],
            "XCOORDADRES": [121687.0, 93000.0, 121700.0],
            "YCOORDADRES": [487315.0, 452000.0, 487400.0],
        },
        "schools_register": {
            "BRIN_crypt": ["a1b2", "c3d4"],
            "BRINVEST": ["00", "01"],
            "DENOMINATIE": ["Rooms-Katholiek", "Openbaar"],
            "ONDERWIJSSTRUCTUUR": [None, "VMBO-T/HAVO/VWO"],
            "GEMEENTENUMMER": ["0363", "0637"],
        },
        "municipalities": {
            "school_year": ["2022-2023", "2022-2023", "2023-2024", "2023-2024"],
            "municipality_code": ["GM0363", "GM0637"] * 2,
            "municipality_name": ["Amsterdam", "Zoetermeer"] * 2,
            "urbanity": ["1", "5"] * 2,
        },
    }


def write_file(frame: pd.DataFrame, file: Path) -> Path:
    """Write a table in the form that the name of its file says."""
    file.parent.mkdir(parents=True, exist_ok=True)
    rows = polars.DataFrame({str(name): values.to_list() for name, values in frame.items()})
    if file.suffix.lower() in (".sav", ".dta"):
        # the library looks at the ending, in lower case
        write_readstat(rows, str(file.with_suffix(file.suffix.lower())))
        file.with_suffix(file.suffix.lower()).rename(file)
    elif file.suffix == ".parquet":
        rows.write_parquet(file)
    else:
        frame.to_csv(file, index=False, sep=";" if "HOOGSTEOPL2023" in file.name else ",")
    return file


def write_cbs(
    folder: Path,
    files: Mapping[str, pd.DataFrame] | None = None,
    ending: Callable[[str], str] = lambda name: ".sav",
) -> Path:
    """Write a delivery.

    Args:
        folder: where to.
        files: its files, the hand-made ones by default.
        ending: of the name of a file, the ending that it gets.
    """
    for name, frame in (cbs_files() if files is None else files).items():
        end = ".csv" if name == "municipalities" else ending(name)
        write_file(frame, folder / f"{name}{end}")
    return folder


def found_in(*folders: Path, school_years: tuple[str, ...] = ()) -> FoundDelivery:
    """A delivery in some folders; no row is read."""
    with room_for("cbs"):
        return find_delivery(folders, "cbs", school_years)


def delivered(folder: Path, files: Files) -> FoundDelivery:
    """A delivery of some files, as Parquet."""
    return found_in(write_cbs(folder, files, lambda name: ".parquet"))


def said(found: FoundDelivery) -> list[str]:
    """What is said of it, but that there are no routes, which the sample has not."""
    routes = "no route_distances: distances are straight lines"
    return [text for text in map(str, found.notices) if text != routes]


def serving(found: FoundDelivery, table: str) -> dict[str, str]:
    """The file of a table that serves each school year."""
    return {e.school_year: e.file for e in found.serving if e.table_name == table}


def without(*names: str) -> Files:
    """The sample without files whose names begin so."""
    files = cbs_files()
    return {
        name: rows for name, rows in files.items() if not name.rpartition("/")[2].startswith(names)
    }
