"""What `segmon synth` wrote is known to be invented; what was really delivered never is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from helpers.deliveries import Form, register_tables, write_delivery, write_parquet
from helpers.running import Shared
from segmon.delivery.find import find_delivery, room_for
from segmon.synth import synthesise

#: Formats of microdata, and whether each of its files says for itself that it is invented.
FORMATS = [("sav", True), ("parquet", True), ("csv", False)]
EXAMPLES = Path(__file__).parents[3] / "examples"


def is_synthetic(folder: Path, layout: str = "register") -> bool:
    """Whether a delivery says that it was invented."""
    with room_for(layout):
        return find_delivery(folder, layout).is_synthetic


@pytest.fixture(scope="module")
def register(shared: Shared) -> Path:
    """A register of `segmon synth`."""

    def make(folder: Path) -> None:
        synthesise(folder / "register", school_years=["2023-2024"], scale=0.001)

    return shared("synthetic-register", make) / "register"


def test_a_register_is_known(register: Path) -> None:
    assert is_synthetic(register)


@pytest.mark.parametrize("form", Form)
def test_a_delivery_is_not(form: Form, tmp_path: Path) -> None:
    assert not is_synthetic(write_delivery(register_tables(), tmp_path, form))


@pytest.mark.parametrize("layout", ["register", "counts"])
def test_an_example_is_not(layout: str) -> None:
    assert not is_synthetic(EXAMPLES / layout, layout)


@pytest.mark.parametrize("table", ["municipalities.parquet", "schools.parquet", "pupils"])
def test_one_table_is_enough(register: Path, tmp_path: Path, table: str) -> None:
    folder = write_delivery(register_tables(), tmp_path / "mixed", Form.parquet)
    (folder / f"{table.removesuffix('.parquet')}.parquet").unlink()
    copy = shutil.copytree if (register / table).is_dir() else shutil.copy
    copy(register / table, folder / table)
    assert is_synthetic(folder)


def test_metadata_of_ones_own_say_nothing(tmp_path: Path) -> None:
    tables = register_tables()
    folder = write_delivery(tables, tmp_path / "own", Form.parquet)
    for key, value in (("segmon", "real"), ("other", "synthetic")):
        target = folder / "municipalities.parquet"
        write_parquet(tables["municipalities"], target, f"kv_metadata {{{key}: '{value}'}}")
        assert not is_synthetic(folder)


def test_a_file_of_that_name_is_not_enough(tmp_path: Path) -> None:
    folder = write_delivery(register_tables(), tmp_path / "own")
    (folder / "synthetic.txt").write_text("How our municipality made synthetic identifiers.\n")
    assert not is_synthetic(folder)


@pytest.mark.parametrize(
    ("file_format", "without"), [("sav", True), ("parquet", True), ("csv", False)]
)
def test_microdata_are_known(file_format: str, without: bool, tmp_path: Path) -> None:
    out = tmp_path / "microdata"
    synthesise(out, layout="cbs", file_format=file_format, school_years=["2023-2024"], scale=0.001)
    assert is_synthetic(out, "cbs")
    (out / "synthetic.txt").unlink()
    assert is_synthetic(out, "cbs") == without
