"""Files of a release that tell what its database does not, and what the audit says of each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from helpers.releases import Country, School
from segmon.audit import Limits, attack_files

SCHOOLS = tuple(School(str(n), 40 + n, 60, 50 - n) for n in range(5))


@pytest.fixture(scope="module")
def released() -> Iterator[duckdb.DuckDBPyConnection]:
    with Country(SCHOOLS).release() as connection:
        yield connection


def said(folder: Path, released: duckdb.DuckDBPyConnection) -> list[str]:
    return [f"{it.table}: {it.cell}" for it in attack_files(folder, released, Limits())]


def test_files_of_the_database_alone(tmp_path: Path, released: duckdb.DuckDBPyConnection) -> None:
    file = tmp_path / "exports" / "group_distribution.csv"
    file.parent.mkdir()
    released.execute(f"copy marts.group_distribution to '{file}' (header)")
    (value,) = released.execute("select max(share) from marts.group_distribution").fetchone() or ()
    page = f'<data value="{value}">0,40</data><i title="In 2023: 0,4000 of 1.234">x</i>'
    (tmp_path / "report.html").write_text(page, encoding="utf-8")
    assert said(tmp_path, released) == []


@pytest.mark.parametrize(
    ("page", "place"),
    [
        ('<data value="0.3456">0,35</data>', "values of <data>"),
        ('<img alt="Dissimilariteit 0,3456">', "texts for those who do not see"),
        (
            '<script type="application/json" class="specs">'
            + json.dumps([{"data": {"values": [{"value": 0.3456}]}}])
            + "</script>",
            "data of charts",
        ),
        # rounded, and yet of no cell
        ('<data value="0.99">0,99</data>', "values of <data>"),
    ],
)
def test_pages_that_tell_more(
    page: str, place: str, tmp_path: Path, released: duckdb.DuckDBPyConnection
) -> None:
    (tmp_path / "report.html").write_text(page, encoding="utf-8")
    assert set(said(tmp_path, released)) == {f"report.html: {place}"}


def test_rows_that_are_hidden_in_the_database(
    tmp_path: Path, released: duckdb.DuckDBPyConnection
) -> None:
    file = tmp_path / "segregation_municipality.csv"
    released.execute(
        "copy (select * replace (value + 0.01 as value) from marts.segregation_municipality)"
        f" to '{file}' (header)"
    )
    assert said(tmp_path, released) == ["segregation_municipality.csv: rows"]
