"""One school year at a time: it is read anew, and every other year stays as it is, to the bit."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from helpers.deliveries import register_tables, write_delivery
from helpers.running import LOGS, Built
from helpers.yearly import FIRST, SECOND, THIRD, Yearly, copy_warehouse
from segmon.build.context import BuildOptions
from segmon.build.folder import BuildFolder
from segmon.build.run import build
from segmon.errors import UsageError
from segmon.progress import quiet


def rows_of(built: Built, *years: str) -> dict[str, list[tuple[object, ...]]]:
    """Rows of every mart in some school years, bit for bit: doubles by their bytes."""
    listed = ", ".join(f"'{year}'" for year in years)
    tables = built.rows(
        "select table_name, list(column_name) from duckdb_columns()"
        " where schema_name = 'marts' group by table_name"
    )
    rows = {}
    for mart, columns in tables:
        condition = f"school_year in ({listed})"
        if "from_year" in columns:
            condition = f"from_year in ({listed}) and to_year in ({listed})"
        elif "school_year" not in columns:
            continue
        # which year is the latest is up to the others
        of_the_year = ", ".join(column for column in columns if column != "is_latest")
        query = f"select {of_the_year} from marts.{mart} where {condition} order by all"
        rows[mart] = built.rows(query)
    assert len(rows) > 10
    return rows


def store_of(built: Built) -> Path:
    """The store behind a warehouse."""
    ((build_id,),) = built.rows("select build_id from ops.build_manifest where is_current")
    return BuildFolder(built.warehouse).store(build_id)


def published_years(built: Built) -> list[str]:
    """School years that the warehouse tells of."""
    return [y for (y,) in built.rows("select school_year from ops.published_years order by 1")]


def test_the_other_year_stays_to_the_bit(yearly: Yearly, register_build: Built) -> None:
    built = yearly.after("changed")
    assert rows_of(built, FIRST) == rows_of(register_build, FIRST)
    assert rows_of(built, SECOND) != rows_of(register_build, SECOND)
    delivered = (yearly.delivery("changed") / "pupils.csv").read_text()
    assert FIRST not in delivered


def test_the_same_year_again_gives_what_all_years_at_once_give(
    yearly: Yearly, register_build: Built
) -> None:
    assert yearly.after("again").export() == register_build.export()


def test_two_layouts_stand_in_one_warehouse(yearly: Yearly, register_build: Built) -> None:
    built = yearly.after("more")
    assert published_years(built) == [FIRST, SECOND, THIRD]
    assert rows_of(built, FIRST, SECOND) == rows_of(register_build, FIRST, SECOND)
    # the counts of the second year were delivered as those of the third
    query = (
        "select * exclude (school_year) from marts.segregation_municipality"
        " where school_year = '{}' order by all"
    )
    assert built.rows(query.format(THIRD)) == register_build.rows(query.format(SECOND))
    assert built.rows(
        "select y.school_year, m.layout, m.is_current from ops.published_years as y"
        " join ops.build_manifest as m using (build_id) order by 1"
    ) == [(FIRST, "register", False), (SECOND, "register", False), (THIRD, "counts", True)]


def test_a_full_refresh_drops_what_is_not_delivered(yearly: Yearly, register_build: Built) -> None:
    built = yearly.after("refreshed")
    assert published_years(built) == [FIRST, SECOND]
    assert built.export() == register_build.export()
    assert built.rows("select count(*) from ops.build_manifest") == [(1,)]


def test_only_builds_whose_years_stand_are_told_of(yearly: Yearly) -> None:
    for step, n_builds in (("changed", 2), ("again", 2), ("more", 3)):
        built = yearly.after(step)
        for table in ("build_manifest", "input_files", "check_results", "build_steps"):
            told = built.rows(f"select distinct build_id from ops.{table} order by 1")
            assert len(told) == n_builds, (step, table)
            assert (
                built.rows("select distinct build_id from ops.published_years order by 1") == told
            ), (step, table)


def test_readers_saw_whole_builds_and_no_error(yearly: Yearly) -> None:
    fresh, kept = json.loads((yearly.folder / "seen.json").read_text())
    seen, before, n_fresh = fresh
    assert n_fresh >= len(seen) > 1
    assert kept[0] == []
    assert kept[1] == before
    builds = {row[0]: row[1:] for row in seen}
    assert len(builds) == len(seen), "one build looked different from one moment to the next"
    for years_of_ops, years_of_marts, *_ in builds.values():
        assert years_of_ops == years_of_marts
    published = {
        build_id: built.warehouse
        for step in ("changed", "again", "more", "refreshed")
        for built in [yearly.after(step)]
        for (build_id,) in built.rows("select build_id from ops.build_manifest where is_current")
    }
    assert builds.keys() <= {*published, before[0]}


# --- what is kept, and who may read it ---


@pytest.mark.parametrize("step", ["changed", "again", "more", "refreshed"])
def test_no_pupil_is_kept_anywhere(step: str, yearly: Yearly) -> None:
    built = yearly.after(step)
    store = store_of(built)
    assert store.stat().st_mode & 0o777 == 0o600
    builds = built.warehouse.with_name("segmon.builds")
    names = {path.name for path in builds.iterdir() if path.suffix not in LOGS}
    assert names == {"lock", store.name}
    left = [file for file in builds.rglob("*") if file.is_file()]
    assert {".log", ".html", ".json"} <= {file.suffix for file in left}
    for file in (built.warehouse, *left):
        assert b"-pupil-" not in file.read_bytes()
    for file in (built.warehouse, store):
        with duckdb.connect(str(file), read_only=True) as connection:
            columns = connection.execute("select column_name from duckdb_columns()").fetchall()
            assert "pupil_id" not in {name for (name,) in columns}
            views = connection.execute("select 1 from duckdb_views() where not internal")
            assert views.fetchall() == []


#: What makes a row of each table of the store: never a pupil.
GRAINS = {
    "schools": "school_year, sector, school_id",
    "municipalities": "school_year, municipality_code",
    "school_counts": "school_year, sector, school_id, characteristic, group_code",
    "travel_distance": (
        "school_year, sector, characteristic, area_level, area_code, governance, group_code"
    ),
    "rejected_counts": "school_year, sector",
    "linkage_counts": "school_year, sector, link, outcome",
}


def test_a_row_of_the_store_is_a_school_or_more(yearly: Yearly) -> None:
    with duckdb.connect(str(store_of(yearly.after("again"))), read_only=True) as connection:
        tables = connection.execute("select table_name from duckdb_tables()").fetchall()
        assert {name for (name,) in tables} == set(GRAINS)
        for table, grain in GRAINS.items():
            columns = {row[0] for row in connection.execute(f"describe {table}").fetchall()}
            keys = [key for key in grain.split(", ") if key in columns]
            listed = ", ".join(keys)
            doubled = connection.execute(
                f"select {listed} from {table} group by {listed} having count(*) > 1"
            )
            assert doubled.fetchall() == [], table
        counts = connection.execute("select sum(n_pupils), count(*) from school_counts").fetchone()
    assert counts
    assert counts[0] > counts[1], "rows of one pupil each"


# --- years that cannot be kept ---


def other_vars(build_folder: Path) -> None:
    """The published years were counted with other grades."""
    warehouse = build_folder / "segmon.duckdb"
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(
            "update ops.build_manifest set vars = replace(vars, '\"vo_grades\": [1',"
            " '\"vo_grades\": [9')"
        )
        changed = connection.execute(
            "select count(*) from ops.build_manifest where vars like '%[9%'"
        )
        assert changed.fetchone() != (0,)


def no_store(build_folder: Path) -> None:
    """The store is gone."""
    for store in (build_folder / "segmon.builds").glob("store-*"):
        store.unlink()


def broken_store(build_folder: Path) -> None:
    """The store is no database."""
    for store in (build_folder / "segmon.builds").glob("store-*"):
        store.write_bytes(b"not a database" * 1000)


def older_store(build_folder: Path) -> None:
    """The store has a column less."""
    for store in (build_folder / "segmon.builds").glob("store-*"):
        with duckdb.connect(str(store)) as connection:
            connection.execute("alter table school_counts drop column n_pupils")


def store_of_single_pupils(build_folder: Path) -> None:
    """The store has what distances were made of, as it once did."""
    for store in (build_folder / "segmon.builds").glob("store-*"):
        with duckdb.connect(str(store)) as connection:
            connection.execute("drop table travel_distance")
            connection.execute("create table distance_counts (school_year varchar)")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (other_vars, "vo_grades was"),
        (no_store, "next to the warehouse is missing"),
        (broken_store, FIRST),
        (older_store, "counted them in another form"),
        (store_of_single_pupils, "of an earlier form, with distances of single pupils"),
    ],
)
def test_years_that_cannot_be_kept_are_named_with_a_way_out(
    spoil: Callable[[Path], None], said: str, yearly: Yearly, tmp_path: Path
) -> None:
    warehouse = copy_warehouse(yearly.after("again").warehouse, tmp_path / "warehouse")
    spoil(warehouse.parent)
    before = warehouse.read_bytes()
    options = BuildOptions(school_years=(SECOND,))
    with pytest.raises(UsageError) as refused:
        build(yearly.delivery("again"), "register", warehouse, quiet, options)
    for part in (f"{FIRST} cannot be kept", said, "--full-refresh"):
        assert part in str(refused.value)
    assert warehouse.read_bytes() == before
    assert not list(warehouse.with_name("segmon.builds").glob("work-*"))


def test_a_store_that_is_gone_is_no_matter_when_nothing_is_kept(
    yearly: Yearly, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from helpers.replay import replayed

    warehouse = copy_warehouse(yearly.after("again").warehouse, tmp_path / "warehouse")
    no_store(warehouse.parent)
    monkeypatch.setattr("segmon.build.make.DbtProcess", replayed(yearly.recording("refreshed")))
    delivery = write_delivery(register_tables(), tmp_path / "delivery")
    built = build(delivery, "register", warehouse, quiet)
    assert built.kept_years == ()
    assert store_of(Built(warehouse)).is_file()


def test_a_year_that_is_not_delivered_is_named(yearly: Yearly) -> None:
    from segmon.checks.checked import check_delivery
    from segmon.errors import DeliveryError

    with pytest.raises(DeliveryError) as refused:
        check_delivery(yearly.delivery("again"), "register", [FIRST])
    for part in (FIRST, SECOND, "pupils.csv"):
        assert part in str(refused.value)
