"""Text that would like to be a command, names that lead elsewhere, files that nobody may read."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import duckdb
import pytest

from helpers.deliveries import counts_tables, write_delivery
from helpers.spoils import TABLES, in_parts, refusal
from segmon.checks.checked import check_delivery
from segmon.delivery.open import open_delivery
from segmon.errors import SegmonError

INJECTIONS = [
    "'); drop table delivery.schools; --",
    "\"; copy (select 1) to 'stolen.csv'; --",
    "{{ run_query('drop schema delivery') }}",
    "$(touch stolen.csv) `touch stolen.csv`",
]


def test_commands_in_a_name_are_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    tables = counts_tables()
    schools = tables["schools"]
    names = [*INJECTIONS, *schools.school_name[len(INJECTIONS) :]]
    tables["schools"] = schools.assign(school_name=names, **dict.fromkeys(INJECTIONS, "x"))
    folder = write_delivery(tables, tmp_path / "delivery")
    checked = check_delivery(folder, "counts")
    assert checked.n_rows["schools"] == len(schools)
    with duckdb.connect() as connection:
        open_delivery(connection, checked.found)
        read = connection.execute("select school_name from delivery.schools").fetchall()
    assert [name for (name,) in read] == names
    assert [path.name for path in tmp_path.iterdir()] == ["delivery"]


def test_commands_in_the_name_of_a_part_are_a_name(tmp_path: Path) -> None:
    folder = write_delivery(counts_tables(), tmp_path)
    in_parts("schools", part="from rows")(folder)
    part = folder / "schools" / "part.parquet"
    part.rename(part.with_name("'); drop table x; --*[?].parquet"))
    assert check_delivery(folder, "counts").n_rows["schools"] == 20


@pytest.mark.parametrize("value", ["..%2F..%2Fetc", "..", "2022-2023%2F..%2F2023-2024"])
def test_the_name_of_a_folder_is_a_school_year_and_no_path(value: str, tmp_path: Path) -> None:
    folder = write_delivery(TABLES["register"](), tmp_path / "delivery")
    in_parts("pupils", part="select * exclude (school_year) from rows")(folder)
    home = folder / "pupils" / f"school_year={value}"
    home.mkdir()
    (folder / "pupils" / "part.parquet").rename(home / "part.parquet")
    message = str(refusal(folder, "register"))
    assert "pupils.school_year (pupils/): each value is a school year" in message
    assert [path.name for path in tmp_path.iterdir()] == ["delivery"]


# --- files that nobody may read ---


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder of one's own, without the rights of the administrator."""
    folder = Path(mkdtemp())
    is_root = os.geteuid() == 0
    folder.chmod(0o777)
    if is_root:
        os.seteuid(65534)
    yield folder
    if is_root:
        os.seteuid(0)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o700)
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    "closed", ["schools.csv", "municipalities.parquet", "pupils", "pupils/part", "."]
)
def test_a_file_that_may_not_be_read_is_named(closed: str, unprivileged: Path) -> None:
    folder = write_delivery(TABLES["register"](), unprivileged / "delivery")
    in_parts("pupils", part="from rows")(folder)
    (folder / "pupils" / "part").mkdir()
    in_parts("municipalities", part="from rows")(folder)
    (folder / "municipalities" / "part.parquet").rename(folder / "municipalities.parquet")
    (folder / "municipalities").rmdir()
    (folder / closed).chmod(0o000)
    with pytest.raises(SegmonError) as refused:
        check_delivery(folder, "register")
    # a part is told with its table
    named = {"pupils/part": "pupils", ".": "delivery"}.get(closed, closed)
    assert named in str(refused.value)
    assert "ermission" in str(refused.value)
