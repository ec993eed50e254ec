"""Nothing that is kept tells of a pupil alone: no row joins characteristics, or has their km."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from helpers.deliveries import AMSTERDAM, YEARS, ZOETERMEER, register_tables, write_delivery
from helpers.running import Built, Shared, build_delivery
from segmon.build.context import BuildOptions
from segmon.build.folder import BuildFolder
from segmon.build.run import build
from segmon.labels import read_seed
from segmon.progress import quiet

FIRST, SECOND = YEARS
#: Fewer pupils than this have no kilometres: the var `distance_min_pupils`.
FEW = 10
#: Columns that hold what is known of a pupil, or a sum of it; `n_no_parent` is a count of pupils.
OF_PUPILS = re.compile("km|metres|distance_m|percentile|(?<!n_no_)parent|country|pupil_id|grade")
KILOMETRES = {("travel_distance", "mean_km"), ("travel_distance", "median_km")}
ROWS = (
    "select area_level, area_code, sector, characteristic, governance, group_code, n_pupils,"
    " mean_km, median_km, status from marts.travel_distance where school_year = '{}' order by all"
)


@pytest.fixture(scope="module")
def both_years(shared: Shared) -> Built:
    """The hand-made delivery, in which each pupil has a distance of their own."""

    def make(folder: Path) -> None:
        tables = register_tables()
        n_pupils = len(tables["pupils"])
        tables["pupils"]["home_to_school_km"] = [
            f"{0.011 + 0.037 * (i * 89 % n_pupils):.3f}" for i in range(n_pupils)
        ]
        delivery = write_delivery(tables, folder / "delivery")
        build_delivery(delivery, "register", folder / "warehouse" / "segmon.duckdb")

    return Built(shared("single_pupils", make) / "warehouse" / "segmon.duckdb")


@pytest.fixture(scope="module")
def one_kept(shared: Shared, both_years: Built) -> Built:
    """The second year again, with another focus city; the first year is kept."""

    def make(folder: Path) -> None:
        delivery = both_years.warehouse.parent.parent / "delivery"
        warehouse = folder / "warehouse" / "segmon.duckdb"
        build_delivery(delivery, "register", warehouse)
        options = BuildOptions(focus=(ZOETERMEER,), school_years=(SECOND,))
        assert build(delivery, "register", warehouse, quiet, options).kept_years == (FIRST,)

    return Built(shared("single_pupils_kept", make) / "warehouse" / "segmon.duckdb")


def files_of(built: Built) -> list[Path]:
    """The published file and its store."""
    ((build_id,),) = built.rows("select build_id from ops.build_manifest where is_current")
    return [built.warehouse, BuildFolder(built.warehouse).store(build_id)]


def columns_of(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """The columns of every table of figures."""
    rows = connection.execute(
        "select table_name, list(column_name) from duckdb_columns()"
        " where not internal and schema_name <> 'ops' group by 1"
    ).fetchall()
    return dict(rows)


@pytest.mark.parametrize("built", ["both_years", "one_kept"])
def test_nothing_that_is_kept_is_of_one_pupil(built: str, request: pytest.FixtureRequest) -> None:
    groups = {row["group_code"]: row["characteristic"] for row in read_seed("characteristics")}
    for file in files_of(request.getfixturevalue(built)):
        with duckdb.connect(str(file), read_only=True) as connection:
            tables = columns_of(connection)
            assert "travel_distance" in tables
            found = {
                (t, c) for t, columns in tables.items() for c in columns if OF_PUPILS.search(c)
            }
            assert found == KILOMETRES
            for table, columns in tables.items():
                joined = {groups[g] for g in groups if any(c.endswith(f"_{g}") for c in columns)}
                assert len(joined) <= 1, f"{table} counts pupils by {joined} at once"
            connection.execute("set search_path = 'marts,main'" if file.stem == "segmon" else "")
            told = connection.execute(
                f"select n_pupils < {FEW}, status, count(*), count(mean_km), count(median_km)"
                " from travel_distance group by all order by all"
            ).fetchall()
        ((_, ok, n_ok, *of_ok), (_, few, n_few, *of_few)) = told
        assert (ok, of_ok, few, of_few) == ("ok", [n_ok, n_ok], "few_pupils", [0, 0])
        assert n_few > 10


def test_no_value_of_a_pupil_is_kept_of_a_row_that_was_left_out(tmp_path: Path) -> None:
    tables = register_tables()
    tables["pupils"].loc[3, "income_percentile"] = "321"
    tables["schools"].loc[0, "municipality_code"] = "GM9999"
    delivery = write_delivery(tables, tmp_path / "delivery")
    warehouse = tmp_path / "segmon.duckdb"
    build(delivery, "register", warehouse, quiet, BuildOptions(max_rejected=40))
    rows = Built(warehouse).rows("select table_name, value from ops.rejected_rows")
    assert {value for table, value in rows if table == "pupils"} == {None}
    assert {value for table, value in rows if table == "schools"} == {"GM9999"}


def test_kept_distances_are_as_they_were_published(both_years: Built, one_kept: Built) -> None:
    for year in YEARS:
        before, after = both_years.rows(ROWS.format(year)), one_kept.rows(ROWS.format(year))
        assert [r for r in after if r[0] != "g4"] == [r for r in before if r[0] != "g4"]
        assert {r[1] for r in before if r[0] == "g4"} == {AMSTERDAM}
        # the city in focus now has the distances of its municipality, in the kept year too
        of_city = [r[2:] for r in after if r[0] == "g4"]
        assert of_city
        assert {r[1] for r in after if r[0] == "g4"} == {ZOETERMEER}
        assert of_city == [r[2:] for r in after if r[:2] == ("municipality", ZOETERMEER)]
