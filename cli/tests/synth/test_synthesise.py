"""The synthetic register: bad input, bytes, keys, persistence and calibration at a small scale."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from segmon.errors import SegmonError, UsageError
from segmon.synth import arguments, synthesise

SCALE = 0.02
YEARS = ("2017-2018", "2023-2024")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("synth") / "register"
    synthesise(out, school_years=YEARS, scale=SCALE)
    return out


@pytest.fixture
def query(small: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(f"""
            create view pupils as select * from
                read_parquet('{small}/pupils/**/*.parquet', hive_partitioning = true);
            create view schools as select * from '{small}/schools.parquet';
            create view municipalities as select * from '{small}/municipalities.parquet';
        """)
        yield connection


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("scale", [0.0, -1.0, 0.0009, 101.0, float("nan"), float("inf")])
def test_absurd_scale_is_refused(tmp_path: Path, scale: float) -> None:
    with pytest.raises(UsageError, match="scale"):
        synthesise(tmp_path / "out", scale=scale)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("years", [["2023"], ["2023-2025"], ["23-24"], [""], ["2023/2024"]])
def test_year_in_another_form_is_refused(tmp_path: Path, years: list[str]) -> None:
    with pytest.raises(UsageError, match="2023-2024"):
        synthesise(tmp_path / "out", school_years=years)


@pytest.mark.parametrize("years", [[], "2023-2024", ["2023-2024", "2023-2024"]])
def test_no_years_a_text_or_a_year_twice_is_refused(tmp_path: Path, years: list[str]) -> None:
    with pytest.raises(UsageError):
        synthesise(tmp_path / "out", school_years=years)


def test_negative_seed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="seed"):
        synthesise(tmp_path / "out", seed=-1)


def test_output_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(UsageError, match="is a file"):
        synthesise(tmp_path / "out", scale=0.001, force=True)
    assert (tmp_path / "out").read_text() == "mine"


def test_folder_with_other_content_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(UsageError, match="not empty"):
        synthesise(tmp_path, scale=0.001)
    with pytest.raises(UsageError, match=r"letter\.txt"):
        synthesise(tmp_path, scale=0.001, force=True)
    assert (tmp_path / "letter.txt").read_text() == "mine"


def test_force_replaces_an_earlier_register(tmp_path: Path) -> None:
    out = tmp_path / "out"
    years = ["2023-2024"]
    synthesise(out, school_years=years, scale=0.001, seed=1)
    before = digests(out)
    with pytest.raises(UsageError, match="not empty"):
        synthesise(out, school_years=years, scale=0.001, seed=2)
    assert digests(out) == before
    synthesise(out, school_years=years, scale=0.001, seed=2, force=True)
    assert digests(out) != before
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_too_little_disk_is_said_before_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type("Usage", (), {"free": 1_000_000})()
    monkeypatch.setattr(arguments.shutil, "disk_usage", lambda path: usage)
    with pytest.raises(UsageError, match="needs about"):
        synthesise(tmp_path / "out")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("failure", [KeyboardInterrupt(), OSError("disk full")])
def test_interruption_leaves_nothing_behind(tmp_path: Path, failure: BaseException) -> None:
    def stop(_: str, part: float) -> None:
        if part > 0.3:
            raise failure

    with pytest.raises((KeyboardInterrupt, SegmonError)):
        synthesise(tmp_path / "deep" / "out", scale=0.001, progress=stop)
    assert not list((tmp_path / "deep").iterdir())


def test_failed_replacement_keeps_the_earlier_register(tmp_path: Path) -> None:
    def stop(_: str, part: float) -> None:
        if part > 0.3:
            raise KeyboardInterrupt

    out = tmp_path / "out"
    synthesise(out, school_years=["2023-2024"], scale=0.001)
    before = digests(out)
    with pytest.raises(KeyboardInterrupt):
        synthesise(out, scale=0.001, seed=2, force=True, progress=stop)
    assert digests(out) == before


def test_same_seed_same_bytes_other_seed_other_bytes(small: Path, tmp_path: Path) -> None:
    synthesise(tmp_path / "again", school_years=YEARS, scale=SCALE)
    synthesise(tmp_path / "other", school_years=YEARS, scale=SCALE, seed=2)
    assert digests(tmp_path / "again") == digests(small)
    assert digests(tmp_path / "other") != digests(small)


def test_a_year_does_not_depend_on_the_other_years(small: Path, tmp_path: Path) -> None:
    synthesise(tmp_path / "one", school_years=["2017-2018"], scale=SCALE)
    part = Path("pupils") / "school_year=2017-2018"
    assert digests(tmp_path / "one" / part) == digests(small / part)


def test_progress_rises_to_one_and_the_result_names_every_file(tmp_path: Path) -> None:
    seen: list[float] = []
    result = synthesise(
        tmp_path / "out", scale=0.001, progress=lambda step, part: seen.append(part)
    )
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    files = {file for table in result.tables for file in table.files}
    assert files == {path for path in result.out.rglob("*") if path.is_file()}
    assert [table.name for table in result.tables] == ["pupils", "schools", "municipalities"]


def test_columns_are_those_of_the_layout(query: duckdb.DuckDBPyConnection) -> None:
    def columns(table: str) -> set[str]:
        return {row[0] for row in query.execute(f"describe {table}").fetchall()}

    assert columns("pupils") == {
        "school_year",
        "sector",
        "pupil_id",
        "school_id",
        "grade",
        "income_percentile",
        "education_parent_1",
        "education_parent_2",
        "birth_country_parent_1",
        "birth_country_parent_2",
        "home_to_school_km",
    }
    assert columns("schools") == {
        "school_year",
        "sector",
        "school_id",
        "school_name",
        "municipality_code",
        "denomination",
        "programmes",
    }
    assert columns("municipalities") == {
        "school_year",
        "municipality_code",
        "municipality_name",
        "urbanity",
    }


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("pupils", "school_year, sector, pupil_id"),
        ("schools", "school_year, sector, school_id"),
        ("municipalities", "school_year, municipality_code"),
    ],
)
def test_keys_are_unique(query: duckdb.DuckDBPyConnection, table: str, key: str) -> None:
    twice = query.execute(f"select {key} from {table} group by {key} having count(*) > 1")
    assert not twice.fetchall()


def test_every_pupil_has_a_school_and_every_school_pupils_and_a_municipality(
    query: duckdb.DuckDBPyConnection,
) -> None:
    for left, right, key in (
        ("pupils", "schools", "school_year, sector, school_id"),
        ("schools", "pupils", "school_year, sector, school_id"),
        ("schools", "municipalities", "school_year, municipality_code"),
    ):
        orphans = query.execute(f"select {key} from {left} anti join {right} using ({key})")
        assert not orphans.fetchall()


def test_values_are_in_their_domains(query: duckdb.DuckDBPyConnection) -> None:
    wrong = query.execute("""
        select count(*) from pupils
        where sector not in ('po', 'vo')
            or grade not between 1 and case sector when 'po' then 8 else 6 end
            or income_percentile not between 1 and 100
            or home_to_school_km <= 0
            or birth_country_parent_1 not similar to '[A-Z]{2}'
            or education_parent_1 not in
                ('no_start_qualification', 'start_qualification', 'higher_education')
    """).fetchone()
    assert wrong == (0,)


def test_sizes_are_near_the_netherlands(query: duckdb.DuckDBPyConnection) -> None:
    rows = query.execute("""
        select sector, count(*) filter (where sector = 'po' or grade <= 2)
        from pupils group by sector, school_year
    """).fetchall()
    for sector, pupils in rows:
        assert pupils == pytest.approx((1_400_000 if sector == "po" else 380_000) * SCALE, rel=0.03)


def test_g4_and_every_class_are_there(query: duckdb.DuckDBPyConnection) -> None:
    names = query.execute("""
        select municipality_code, municipality_name from municipalities
        where school_year = '2023-2024' and municipality_name not like 'Gemeente %' order by all
    """).fetchall()
    assert names == [
        ("GM0344", "Utrecht"),
        ("GM0363", "Amsterdam"),
        ("GM0518", "'s-Gravenhage"),
        ("GM0599", "Rotterdam"),
    ]
    classes = query.execute("""
        select count(distinct urbanity) from municipalities join schools
        using (school_year, municipality_code) group by school_year, sector
    """).fetchall()
    assert classes == [(5,)] * 4


def test_schools_last(query: duckdb.DuckDBPyConnection) -> None:
    row = query.execute("""
        select count(*) / (select count(*) from schools where school_year = '2017-2018'),
            count(*) filter (where earlier.school_name = later.school_name) / count(*)
        from schools as earlier join schools as later using (sector, school_id)
        where earlier.school_year = '2017-2018' and later.school_year = '2023-2024'
    """).fetchone()
    assert row is not None
    assert 0.9 < row[0] <= 1
    assert row[1] == 1


def test_shares_and_missing_follow_the_published_country(
    query: duckdb.DuckDBPyConnection,
) -> None:
    rows = query.execute("""
        select sector, school_year,
            avg(cast(income_percentile <= 25 as integer)),
            avg(cast(income_percentile is null as integer)),
            avg(cast(coalesce(education_parent_1, education_parent_2) is null as integer))
        from pupils where sector = 'po' or grade <= 2 group by all order by all
    """).fetchall()
    published = [
        ("po", "2017-2018", 0.22, 0.01, 0.12),
        ("po", "2023-2024", 0.20, 0.05, 0.09),
        ("vo", "2017-2018", 0.22, 0.02, 0.20),
        ("vo", "2023-2024", 0.20, 0.02, 0.15),
    ]
    for row, target in zip(rows, published, strict=True):
        assert row[:2] == target[:2]
        assert row[2:] == pytest.approx(target[2:], abs=0.01)


def test_dissimilarity_follows_the_published_classes(query: duckdb.DuckDBPyConnection) -> None:
    rows = query.execute("""
        with counted as (
            select municipality_code, urbanity, school_id,
                count(*) filter (where income_percentile <= 25) as x,
                count(*) filter (where income_percentile > 75) as y
            from pupils
            join schools using (school_year, sector, school_id)
            join municipalities using (school_year, municipality_code)
            where sector = 'po' and school_year = '2023-2024'
            group by all
        ),
        shares as (
            select *, x / sum(x) over area as x_share, y / sum(y) over area as y_share
            from counted window area as (partition by municipality_code)
        ),
        municipal as (
            select urbanity, count(*) as n, 0.5 * sum(abs(x_share - y_share)) as d
            from shares group by urbanity, municipality_code
        )
        select urbanity, sum(n * d) / sum(n) from municipal group by urbanity order by urbanity
    """).fetchall()
    for (_, value), target in zip(rows, (0.56, 0.44, 0.37, 0.32, 0.27), strict=True):
        assert value == pytest.approx(target, abs=0.05)


def test_higher_educated_parents_children_travel_farther_most_to_bijzonder(
    query: duckdb.DuckDBPyConnection,
) -> None:
    rows = query.execute("""
        select 'higher_education' in (education_parent_1, education_parent_2) as higher,
            denomination like 'Openbaar%' as openbaar, avg(home_to_school_km)
        from pupils join schools using (school_year, sector, school_id)
        where sector = 'po' and education_parent_1 is not null group by all
    """).fetchall()
    km = {(higher, openbaar): mean for higher, openbaar, mean in rows}
    assert km[True, True] > km[False, True]
    assert km[True, False] > km[False, False]
    assert km[True, False] - km[False, False] > km[True, True] - km[False, True]
