"""Files that are delivered and not used are listed, and what is missing is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from helpers.deliveries import counts_tables, register_tables, write_delivery
from helpers.running import Built, Segmon, build_by_command
from helpers.spoils import Files, finding, overwrite, refusal, remove, rename
from segmon.checks.checked import check_delivery
from segmon.checks.page import write_page
from segmon.errors import DeliveryError

DUO = "leerlingen-bo-gewicht-leeftijd"


def touch(*names: str) -> Files:
    """Further files, with something in them."""

    def add(folder: Path) -> None:
        for name in names:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text("x\n")

    return add


UNUSED = [
    ("pupils_2023-2024.csv", "not the name of a table; if it is more of pupils"),
    ("schools.xlsx", "a workbook: save each sheet as CSV UTF-8"),
    ("pupils.zip", "an archive: unpack it"),
    ("pupils.txt", "not an ending that is read"),
    ("school_counts.csv", "a table of layout counts"),
    ("notes.docx", "no table of layout register has this name"),
    ("older/pupils.csv", "a folder with pupils.csv in it"),
]


@pytest.mark.parametrize(("name", "reason"), UNUSED)
def test_a_file_that_is_not_used_is_listed(name: str, reason: str, tmp_path: Path) -> None:
    folder = write_delivery(register_tables(), tmp_path)
    touch(name)(folder)
    (notice,) = check_delivery(folder, "register").found.notices
    assert notice.is_unused
    assert notice.file == name.replace("/pupils.csv", "/")
    assert notice.text.startswith(reason)


def test_what_tools_leave_next_to_data_is_ignored(tmp_path: Path) -> None:
    folder = write_delivery(register_tables(), tmp_path)
    touch("._pupils.csv", ".DS_Store", "_SUCCESS", "~$schools.xlsx", "Thumbs.db", "README.md")(
        folder
    )
    assert check_delivery(folder, "register").found.notices == ()


def test_a_misspelt_optional_column_is_said(tmp_path: Path) -> None:
    folder = write_delivery(register_tables(), tmp_path)
    lines = (folder / "pupils.csv").read_text().splitlines()
    text = "\n".join([f"{lines[0]},home_to_school_kms", *(f"{line},1.5" for line in lines[1:]), ""])
    (folder / "pupils.csv").write_text(text)
    (notice,) = check_delivery(folder, "register").found.notices
    assert str(notice) == (
        "pupils.csv: column home_to_school_kms is not read: did you mean home_to_school_km?"
    )


@pytest.mark.parametrize("layout", ["register", "counts"])
def test_a_year_of_schools_without_pupils_is_refused(layout: str, tmp_path: Path) -> None:
    tables = register_tables() if layout == "register" else counts_tables()
    name = next(iter(set(tables) - {"schools", "municipalities"}))
    folder = write_delivery(tables, tmp_path)
    rows = tables[name]
    for year in ("2022-2023", "2023-2024"):
        of_year = rows[rows.school_year == year]
        file = name if year == "2022-2023" else f"{name}_{year}"
        of_year.to_csv(folder / f"{file}.csv", index=False)
    error = refusal(folder, layout)
    rule = finding(error, name, "school_year", "each school year of `schools` is there").rule
    assert "(2023-2024 is not)" in rule
    assert [notice.file for notice in error.notices] == [f"{name}_2023-2024.csv"]


def one_level_deeper(folder: Path) -> None:
    """The whole delivery in a folder of its own."""
    files = list(folder.glob("*.csv"))
    (folder / "delivery").mkdir()
    for file in files:
        file.rename(folder / "delivery" / file.name)


def nothing(folder: Path) -> None:
    """An empty folder."""
    for file in folder.iterdir():
        file.unlink()


MISSING: list[tuple[str, Files, tuple[str, ...]]] = [
    (
        "a misspelt name",
        rename("schools.csv", "shools.csv"),
        ("in the folder: municipalities.csv, pupils.csv, shools.csv", "did you mean shools.csv?"),
    ),
    (
        "a workbook",
        rename("schools.csv", "Schools.xlsx"),
        ("Schools.xlsx is a workbook: save each sheet as CSV UTF-8",),
    ),
    (
        "another layout",
        rename("pupils.csv", "school_counts.csv"),
        ("it looks like a delivery of layout counts: --layout counts",),
    ),
    (
        "a folder one level deeper",
        one_level_deeper,
        ("the folder delivery/ has municipalities.csv, pupils.csv, schools.csv: --input",),
    ),
    ("nothing", nothing, ("in the folder: nothing",)),
]


@pytest.mark.parametrize(
    ("change", "said"), [pytest.param(change, said, id=name) for name, change, said in MISSING]
)
def test_a_missing_table_says_what_was_found(
    change: Files, said: tuple[str, ...], tmp_path: Path
) -> None:
    folder = write_delivery(register_tables(), tmp_path)
    change(folder)
    with pytest.raises(DeliveryError) as refused:
        check_delivery(folder, "register")
    for part in said:
        assert part in str(refused.value)


@pytest.mark.nightly
def test_what_is_not_used_is_said_everywhere(segmon: Segmon, tmp_path: Path) -> None:
    folder = write_delivery(counts_tables(), tmp_path / "delivery")
    overwrite("schools.csv", lambda b: b.replace(b",", b";"))(folder)
    touch("school_counts_2024-2025.csv")(folder)
    unused = "school_counts_2024-2025.csv: not used: not the name of a table"
    read = "schools.csv: read as separated by semicolons"
    run = segmon("check", "--input", folder, "--layout", "counts")
    assert f"notice  {unused}" in run.stdout
    assert f"notice  {read}" in run.stdout
    warehouse = tmp_path / "out" / "segmon.duckdb"
    build_by_command(folder, "counts", warehouse)
    said = json.loads(warehouse.with_name("said.json").read_text())
    assert [(notice["file"], notice["is_unused"]) for notice in said["notices"]] == [
        ("schools.csv", False),
        ("school_counts_2024-2025.csv", True),
    ]
    page = Path(said["page"]).read_text()
    assert "school_counts_2024-2025.csv" in page
    assert "read as separated by semicolons" in page
    rows = Built(warehouse).rows(
        "select file_name, table_name, rows_read, read_as, left(reason, 25) from ops.input_files"
        " order by 1"
    )
    n_cells = len(counts_tables()["school_counts"])
    assert rows == [
        ("municipalities.csv", "municipalities", 6, None, None),
        ("school_counts.csv", "school_counts", n_cells, None, None),
        ("school_counts_2024-2025.csv", None, 0, None, "not the name of a table; "),
        ("schools.csv", "schools", 20, "read as separated by semicolons", None),
    ]
    remove("schools.csv")(folder)
    refused = segmon("check", "--input", folder, "--layout", "counts", "--json")
    assert refused.returncode == 1
    assert json.loads(refused.stdout)["notices"][0]["file"] == "school_counts_2024-2025.csv"
    assert f"notice: {unused}" in refused.stderr


def test_the_page_of_a_refusal_lists_the_files(tmp_path: Path) -> None:
    folder = write_delivery(register_tables(), tmp_path / "delivery")
    touch("pupils_more.csv")(folder)
    overwrite("pupils.csv", lambda b: b.replace(b",po,", b",PO,"))(folder)
    error = refusal(folder, "register")
    page = write_page(tmp_path / "page.html", "x", folder, error.judged, error.notices)
    assert "pupils_more.csv" in page.read_text()
