"""Rows that break a rule and are left out: told one by one, and in no figure."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from helpers.deliveries import (
    YEARS,
    Form,
    Tables,
    register_tables,
    write_delivery,
    write_query,
)
from helpers.running import Built, Deliver, Shared, run_segmon
from segmon.checks.checked import check_delivery
from segmon.checks.rejected import RejectedRow
from segmon.errors import DeliveryError

FIRST, SECOND = YEARS
PERCENTILE = "each value is a whole number from 1 to 100"
KNOWN_SCHOOL = "each school is in `schools` in the same school year and sector"
KNOWN_MUNICIPALITY = "each municipality is in `municipalities` in the same school year"


def with_bad_rows(tables: Tables) -> Tables:
    """The delivery with six more rows: four pupils and two schools that break a rule."""
    pupils, schools = tables["pupils"], tables["schools"]
    pupil, school = pupils.iloc[[0]], schools.iloc[[0]]
    far = school.assign(school_id="99ZZ00", municipality_code="GM9999")
    return {
        **tables,
        # in front, in the middle and at the end
        "pupils": pd.concat(
            [
                pupil.assign(pupil_id="bad-pupil-1", income_percentile="250"),
                pupils.iloc[:100],
                # breaks two rules
                pupil.assign(pupil_id="bad-pupil-2", income_percentile="low", school_id="11XX11"),
                pupils.iloc[100:],
                # of a school that is left out itself
                pupil.assign(pupil_id=["bad-pupil-3"], school_id="99ZZ00"),
                pupils.iloc[[-1]].assign(pupil_id="bad-pupil-4", sector="so"),
            ],
            ignore_index=True,
        ),
        "schools": pd.concat(
            [schools, far, school.assign(school_id="99ZZ01", school_year="2022")],
            ignore_index=True,
        ),
    }


#: Table, row, column, rule and value of each.
REJECTED = {
    ("pupils", 1, "income_percentile", PERCENTILE, "250"),
    ("pupils", 102, "income_percentile", PERCENTILE, "low"),
    ("pupils", 102, "school_id", KNOWN_SCHOOL, "11XX11"),
    ("pupils", 262, "school_id", KNOWN_SCHOOL, "99ZZ00"),
    ("pupils", 263, "sector", "each value is one of po, vo", "so"),
    ("pupils", 263, "school_id", KNOWN_SCHOOL, "02BB00"),
    ("schools", 21, "municipality_code", KNOWN_MUNICIPALITY, "GM9999"),
    ("schools", 22, "school_year", "each value is a school year such as 2023-2024", "2022"),
    ("schools", 22, "municipality_code", KNOWN_MUNICIPALITY, "GM0363"),
}
N_ROWS = 6


def told(rows: list[RejectedRow]) -> set[tuple[object, ...]]:
    """What was left out, without the file."""
    return {(r.table_name, r.row_number, r.column_name, r.rule, r.value) for r in rows}


@pytest.mark.parametrize("form", [Form.csv, Form.parquet])
def test_rows_are_told_with_their_place(form: Form, deliver: Deliver) -> None:
    delivery = deliver(with_bad_rows(register_tables()), form)
    checked = check_delivery(delivery, "register", (), N_ROWS)
    assert told(checked.rejected) == REJECTED
    assert {row.file_name for row in checked.rejected} == {f"pupils.{form}", f"schools.{form}"}
    assert checked.n_rows == {name: len(frame) for name, frame in register_tables().items()}
    outcomes = {found.outcome for found in checked.judged}
    assert outcomes == {"met", "rejected"}


def test_rows_of_parts_are_told_with_their_part(tmp_path: Path) -> None:
    tables = with_bad_rows(register_tables())
    folder = write_delivery(tables, tmp_path)
    (folder / "pupils.csv").unlink()
    (folder / "pupils").mkdir()
    pupils = tables["pupils"]
    for name, part in (("a", pupils[:90]), ("b", pupils[90:])):
        write_query("from part", folder / "pupils" / f"{name}.parquet", part=part)
    checked = check_delivery(folder, "register", (), N_ROWS)
    places = {(r.file_name, r.row_number) for r in checked.rejected if r.table_name == "pupils"}
    assert places == {
        ("pupils/a.parquet", 1),
        *(("pupils/b.parquet", number) for number in (12, 172, 173)),
    }


def test_one_row_too_many_refuses_and_names_everything(deliver: Deliver) -> None:
    delivery = deliver(with_bad_rows(register_tables()))
    with pytest.raises(DeliveryError) as refused:
        check_delivery(delivery, "register", (), N_ROWS - 1)
    message = str(refused.value)
    assert f"more than the {N_ROWS - 1} rows that are allowed" in message
    for part in ("250", "low", "11XX11", "so", "GM9999", "pupils.csv", "schools.csv"):
        assert part in message
    assert "-pupil-" not in message


def test_what_is_not_about_rows_is_never_left_out(deliver: Deliver) -> None:
    tables = register_tables()
    tables["schools"] = tables["schools"].drop(columns="programmes")
    with pytest.raises(DeliveryError, match=r"schools\.programmes"):
        check_delivery(deliver(tables), "register", (), 1000)


def test_rows_with_one_key_are_all_left_out(deliver: Deliver) -> None:
    tables = register_tables()
    pupils = tables["pupils"]
    tables["pupils"] = pd.concat([pupils, pupils.iloc[[0]]], ignore_index=True)
    checked = check_delivery(deliver(tables), "register", (), 2)
    assert {(r.row_number, r.column_name, r.value) for r in checked.rejected} == {
        (1, "", None),
        (len(pupils) + 1, "", None),
    }


WEIGHTS = "01.-leerlingen-bo-gewicht,-leeftijd-2016-2017.csv"
MUNICIPALITIES = (
    "school_year,municipality_code,municipality_name,urbanity\n2016-2017,GM0363,Amsterdam,1\n"
)


def test_rows_of_published_files_are_counted_from_their_header(tmp_path: Path) -> None:
    lines = [
        "Leerlingen naar gewicht",
        "BRIN_NUMMER;VESTIGINGSNUMMER;INSTELLINGSNAAM_VESTIGING;GEMEENTENUMMER;SOORT_PO;"
        "DENOMINATIE_VESTIGING;GEWICHT;TOTAAL",
        "16AH;00;De Eik;0363;Bo;Openbaar;0.00;10",
        "16AH;00;De Eik;0363;Bo;Openbaar;1.20;veel",
        "16AH;00;De Eik;0363;Bo;Openbaar;0.30;7",
    ]
    (tmp_path / WEIGHTS).write_text("\n".join(lines))
    (tmp_path / "municipalities.csv").write_text(MUNICIPALITIES)
    checked = check_delivery(tmp_path, "duo", (), 1)
    (row,) = checked.rejected
    assert (row.file_name, row.row_number, row.column_name, row.value) == (
        *(WEIGHTS, 2),
        *("totaal", "veel"),
    )
    assert checked.n_rows["duo_pupil_weights"] == 2


# --- through a build ---


@pytest.fixture(scope="session")
def built(shared: Shared) -> Built:
    """The delivery with the bad rows, of which as many may be left out."""

    def make(folder: Path) -> None:
        delivery = write_delivery(with_bad_rows(register_tables()), folder / "delivery")
        warehouse = folder / "warehouse" / "segmon.duckdb"
        run = run_segmon(
            *("build", "--input", delivery, "--layout", "register", "--warehouse", warehouse),
            *("--max-rejected", str(N_ROWS), "--json"),
        )
        assert run.returncode == 0, run.stderr
        assert "-pupil-" not in run.stdout + run.stderr
        warehouse.with_name("said.json").write_text(run.stdout)

    return Built(shared("rejected", make) / "warehouse" / "segmon.duckdb")


def test_the_warehouse_tells_them(built: Built) -> None:
    rows = built.rows(
        "select table_name, row_number, column_name, rule, value from ops.rejected_rows"
    )
    assert len(rows) == len(set(rows))
    # what is of a pupil is not kept
    assert set(rows) == {
        (*place, None if place[0] == "pupils" else value) for *place, value in REJECTED
    }
    assert built.rows("select distinct layout, file_name from ops.rejected_rows order by 2") == [
        ("register", "pupils.csv"),
        ("register", "schools.csv"),
    ]
    assert built.said["rejected"] == N_ROWS
    for file in filter(Path.is_file, built.warehouse.parent.rglob("*")):
        assert b"-pupil-" not in file.read_bytes()


def test_the_marts_are_those_of_the_delivery_without_them(
    built: Built, register_build: Built
) -> None:
    found, expected = built.export(), register_build.export()
    assert [name for name in found if found[name] != expected[name]] == ["data_coverage.parquet"]
    columns = "* exclude (n_rejected)"
    query = f"select {columns} from marts.data_coverage order by all"
    assert built.rows(query) == register_build.rows(query)
    assert built.rows(
        "select distinct school_year, sector, n_rejected from marts.data_coverage order by all"
    ) == [(FIRST, "po", 3), (FIRST, "vo", 0), (SECOND, "po", 0), (SECOND, "vo", 0)]


def test_the_manifest_counts_them(built: Built) -> None:
    files = built.rows(
        "select table_name, rows_read, rows_used, rows_rejected from ops.input_files order by 1"
    )
    assert files == [("municipalities", 6, 6, 0), ("pupils", 263, 259, 4), ("schools", 22, 20, 2)]
    assert built.rows("select rows_read, rows_used, rows_rejected from ops.build_manifest") == [
        (291, 285, 6)
    ]
    rejected = built.rows("select sum(n_rows) from ops.check_results where outcome = 'rejected'")
    assert rejected[0][0] >= N_ROWS
    assert json.dumps(built.said)
