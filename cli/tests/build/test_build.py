"""From the hand-made delivery to the marts: known answers, whatever the form of the files."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from helpers.deliveries import (
    AMSTERDAM,
    COUNTS,
    GROUPS,
    SCHOOLS,
    VLIELAND,
    YEARS,
    ZOETERMEER,
    Form,
    Tables,
    counts_tables,
    register_tables,
    with_table,
    write_delivery,
)
from helpers.known_answers import AREAS, INDICES, figures, n_delivered, symbol, two_decimals
from helpers.projects import copy_project
from helpers.running import Built, build_delivery, left_beside, run_segmon

FIRST, SECOND = YEARS


def all_figures(built: Built) -> list[tuple[object, ...]]:
    """The rows of the four segregation marts, without the names of areas."""
    levels = ("national", "g4", "urbanity", "municipality")
    query = " union all ".join(f"select * from marts.segregation_{level}" for level in levels)
    return built.rows(f"select * exclude (area_name) from ({query}) where index_code in {INDICES}")


# --- known answers ---


@pytest.mark.parametrize(
    ("year", "level", "code", "dissimilarity", "interaction", "status"),
    [
        (FIRST, "g4", AMSTERDAM, Fraction(6, 10), Fraction(24, 100), "ok"),
        (FIRST, "municipality", AMSTERDAM, Fraction(6, 10), Fraction(24, 100), "ok"),
        (FIRST, "municipality", ZOETERMEER, 1, 0, "ok"),
        (FIRST, "municipality", VLIELAND, 0, Fraction(1, 4), "single_school"),
        # weighted by four schools, two and one
        (FIRST, "national", "NL", Fraction(44, 70), Fraction(121, 700), "ok"),
        (FIRST, "urbanity", "1", Fraction(6, 10), Fraction(24, 100), "ok"),
        (FIRST, "urbanity", "5", Fraction(2, 3), Fraction(1, 12), "ok"),
        (SECOND, "municipality", AMSTERDAM, Fraction(5, 9), Fraction(4, 15), "ok"),
        # Vlieland has no third group: it weighs nothing in the means
        (SECOND, "municipality", VLIELAND, None, None, "group_absent"),
        (SECOND, "national", "NL", Fraction(19, 27), Fraction(8, 45), "ok"),
        (SECOND, "urbanity", "5", 1, 0, "ok"),
    ],
)
def test_income_in_primary_education_by_hand(
    year: str,
    level: str,
    code: str,
    dissimilarity: Fraction | None,
    interaction: Fraction | None,
    status: str,
    register_build: Built,
) -> None:
    rows = register_build.rows(
        f"select value, status from marts.segregation_{level} where school_year = '{year}'"
        f" and area_code = '{code}' and sector = 'po' and characteristic = 'income'"
        " and index_code in ('dissimilarity', 'interaction') order by index_code"
    )
    expected = [None if v is None else round(float(v), 12) for v in (dissimilarity, interaction)]
    assert rows == [(value, status) for value in expected]


def test_every_figure_is_the_one_derived_without_sql(register_build: Built) -> None:
    found = {row[:6]: row[6:] for row in all_figures(register_build)}
    expected = {
        key: (
            None if f.value is None else pytest.approx(float(f.value), abs=1e-12),
            *(f.status, f.n_municipalities, f.n_schools),
            *(f.n_pupils, f.n_first, f.n_middle, f.n_third, "same_year"),
        )
        for key, f in figures()
    }
    assert found == expected


def test_changes_and_their_symbols(register_build: Built) -> None:
    values = {key: figure.value for key, figure in figures()}
    expected = {}
    for year, *area in values:
        if year != FIRST:
            continue
        earlier, later = values[FIRST, *area], values[SECOND, *area]
        if earlier is None or later is None:
            expected[tuple(area)] = (None, None, None, None)
            continue
        difference = two_decimals(later) - two_decimals(earlier)
        exact = symbol(two_decimals(later - earlier))
        sensitive = symbol(difference) != exact
        expected[tuple(area)] = (float(difference), symbol(difference), exact, sensitive)
    rows = register_build.rows(
        "select sector, characteristic, area_level, area_code, index_code, difference, symbol,"
        " symbol_exact, is_rounding_sensitive, from_year, to_year from marts.segregation_change"
    )
    assert {row[:5]: row[5:9] for row in rows} == expected
    assert {row[9:] for row in rows} == {YEARS}
    assert {row[6] for row in rows} == {"++", "+", ".", "-", "--", None}


@pytest.mark.parametrize(
    ("sector", "characteristic", "area_code", "index_code", "expected"),
    [
        ("po", "income", AMSTERDAM, "dissimilarity", (0.6, 5 / 9, -0.04, "--", "--", False)),
        ("po", "income", ZOETERMEER, "dissimilarity", (1, 1, 0, ".", ".", False)),
        ("po", "income", AMSTERDAM, "interaction", (0.24, 4 / 15, 0.03, "++", "++", False)),
        ("po", "education", ZOETERMEER, "dissimilarity", (0.5, 18 / 35, 0.01, "+", "+", False)),
        ("po", "migration", AMSTERDAM, "dissimilarity", (0.5, 11 / 23, -0.02, "-", "-", False)),
        # 0.125 is rounded away from zero to 0.13, as is 2/15: no change, though it is 0.008
        ("po", "education", AMSTERDAM, "dissimilarity", (0.125, 2 / 15, 0, ".", "+", True)),
        # 11/21 is rounded to 0.52 and 0.525 to 0.53: a rise, though it is 0.001
        ("vo", "education", AMSTERDAM, "dissimilarity", (11 / 21, 0.525, 0.01, "+", ".", True)),
    ],
)
def test_changes_by_hand(
    sector: str,
    characteristic: str,
    area_code: str,
    index_code: str,
    expected: tuple[object, ...],
    register_build: Built,
) -> None:
    rows = register_build.rows(
        "select from_value, to_value, difference, symbol, symbol_exact, is_rounding_sensitive"
        f" from marts.segregation_change where sector = '{sector}' and area_level = 'municipality'"
        f" and characteristic = '{characteristic}' and area_code = '{area_code}'"
        f" and index_code = '{index_code}'"
    )
    assert rows == [(*(pytest.approx(v, abs=1e-12) for v in expected[:3]), *expected[3:])]


def test_group_distribution(register_build: Built) -> None:
    expected: Counter[tuple[str, ...]] = Counter()
    for (sector, characteristic), schools in COUNTS.items():
        for (level, code), municipalities in AREAS.items():
            for school_id, by_year in schools.items():
                if SCHOOLS[sector][school_id] not in municipalities:
                    continue
                for year, counts in zip(YEARS, by_year, strict=True):
                    for group, n_pupils in zip(GROUPS[characteristic], counts, strict=True):
                        expected[year, sector, characteristic, level, code, group] += n_pupils
    totals: Counter[tuple[str, ...]] = Counter()
    for key, n_pupils in expected.items():
        totals[key[:5]] += n_pupils
    rows = register_build.rows("select * exclude (area_name) from marts.group_distribution")
    assert {row[:6]: row[6] for row in rows} == dict(expected)
    for *key, n_pupils, share, _, _, status in rows:
        assert share == pytest.approx(n_pupils / totals[tuple(key[:5])], abs=1e-12), key
        assert status == "ok"


def test_every_pupil_of_the_monitor_is_known_or_missing(register_build: Built) -> None:
    topic = "school_year, sector, characteristic"
    columns = "n_pupils, n_known, n_missing, missing_share, n_rejected, status"
    rows = register_build.rows(f"select {topic}, {columns} from marts.data_coverage")
    assert len(rows) == len(YEARS) * len(COUNTS)
    for year, sector, characteristic, n_pupils, n_known, n_missing, share, *rest in rows:
        counts = (by_year[YEARS.index(year)] for by_year in COUNTS[sector, characteristic].values())
        assert n_known == sum(map(sum, counts))
        assert n_known + n_missing == n_pupils == n_delivered(year, sector)
        assert share == pytest.approx(n_missing / n_pupils, abs=1e-12)
        assert rest == [0, "ok"]


# --- the same figures from other files ---


def shuffled(tables: Tables) -> Tables:
    """The tables with their rows in another order."""
    return {name: f.sample(frac=1, random_state=2026) for name, f in tables.items()}


def as_numbers(tables: Tables) -> Tables:
    """The tables with municipality codes as 0363 or 363, as other sources spell them."""
    changed = dict(tables)
    for name, cut in (("schools", r"^GM"), ("municipalities", r"^GM0*")):
        codes: pd.Series[str] = tables[name].municipality_code.str.replace(cut, "", regex=True)
        changed = with_table(changed, name, tables[name].assign(municipality_code=codes))
    return changed


@pytest.mark.parametrize(
    ("layout", "tables", "form", "options"),
    [
        pytest.param("register", register_tables(), Form.parquet, {}, marks=pytest.mark.nightly),
        ("register", shuffled(register_tables()), Form.hive, {}),
        pytest.param(
            "counts",
            shuffled(as_numbers(counts_tables())),
            Form.csv,
            {"encoding": "utf-8-sig", "lineterminator": "\r\n"},
            marks=pytest.mark.nightly,
        ),
    ],
    ids=["one Parquet file", "Parquet by year, rows permuted", "counts in another spelling"],
)
def test_other_files_give_the_same_bytes(
    layout: str,
    tables: Tables,
    form: Form,
    options: dict[str, str],
    register_build: Built,
    tmp_path: Path,
) -> None:
    delivery = write_delivery(tables, tmp_path / "delivery", form, **options)
    built = build_delivery(delivery, layout, tmp_path / "segmon.duckdb")
    expected = register_build.export()
    found = built.export()
    assert found.keys() == expected.keys()
    assert [name for name in found if found[name] != expected[name]] == []


# --- what is published ---


def test_only_marts_and_what_made_them_are_published(register_build: Built) -> None:
    schemas = register_build.rows(
        "select distinct schema_name from duckdb_tables() union"
        " select distinct schema_name from duckdb_views() where not internal union"
        " select schema_name from duckdb_schemas() where not internal and schema_name <> 'main'"
        " order by 1"
    )
    assert schemas == [("marts",), ("ops",)]
    columns = register_build.rows("select distinct column_name from duckdb_columns()")
    assert not {"pupil_id", "school_id", "school_name"} & {name for (name,) in columns}
    content = register_build.warehouse.read_bytes()
    assert b"-pupil-" not in content
    assert b"Eenspan" not in content


def test_what_the_command_says_is_what_it_wrote(register_build: Built) -> None:
    for mart, n_rows in register_build.said["marts"].items():
        assert register_build.rows(f"select count(*) from marts.{mart}") == [(n_rows,)]
    tables = register_tables()
    assert register_build.said["rows"] == {name: len(frame) for name, frame in tables.items()}


# --- a characteristic more, and a build that fails ---


@pytest.fixture
def own_project(tmp_path: Path) -> Path:
    """A copy of the project whose seed knows a characteristic more."""
    root = copy_project(tmp_path / "project")
    with (root / "seeds" / "characteristics.csv").open("a", encoding="utf-8") as seed:
        seed.write("race,white,first,1,Wit,White\nrace,black,third,2,Zwart,Black\n")
        seed.write("race,hispanic,third,3,Hispanic,Hispanic\n")
    return root


@pytest.mark.nightly
def test_a_characteristic_more_needs_rows_of_a_seed_only(own_project: Path, tmp_path: Path) -> None:
    tables = counts_tables()
    cells = tables["school_counts"]
    base = cells[cells.characteristic == "income"].assign(characteristic="race")
    renamed = {"low": "white", "middle": "hispanic", "high": "black"}
    race = base.assign(group_code=base.group_code.map(renamed)).dropna(subset="group_code")
    tables = with_table(tables, "school_counts", pd.concat([cells, race], ignore_index=True))
    delivery = write_delivery(tables, tmp_path / "delivery")
    warehouse = tmp_path / "segmon.duckdb"
    run = run_segmon(
        *("--project-dir", own_project),
        *("build", "--input", delivery, "--layout", "counts", "--warehouse", warehouse),
    )
    assert run.returncode == 0, run.stderr
    rows = Built(warehouse).rows(
        "select value, n_pupils, n_first, n_middle, n_third from marts.segregation_g4"
        f" where characteristic = 'race' and school_year = '{FIRST}' and sector = 'po'"
        " and index_code = 'dissimilarity'"
    )
    # no middle group: all of the others are the third
    assert rows == [(0.6, 40, 20, 0, 20)]
    distribution = Built(warehouse).rows(
        "select group_code, n_pupils, share from marts.group_distribution where area_code = 'NL'"
        f" and characteristic = 'race' and school_year = '{FIRST}' and sector = 'po' order by 1"
    )
    assert distribution == [("black", 35, 35 / 80), ("hispanic", 10, 0.125), ("white", 35, 35 / 80)]


def test_a_build_that_fails_publishes_nothing(
    own_project: Path, register_build: Built, tmp_path: Path
) -> None:
    (own_project / "models" / "marts" / "broken.sql").write_text("select 1 as x from {{ nothing(")
    warehouse = tmp_path / "warehouse" / "segmon.duckdb"
    warehouse.parent.mkdir()
    before = register_build.warehouse.read_bytes()
    warehouse.write_bytes(before)
    run = run_segmon(
        *("build", "--input", write_delivery(counts_tables(), tmp_path / "delivery")),
        *("--layout", "counts", "--warehouse", warehouse),
        env={"SEGMON_PROJECT": str(own_project)},
    )
    assert run.returncode == 3
    assert "broken" in run.stderr
    assert "Traceback" not in run.stderr
    assert warehouse.read_bytes() == before
    assert left_beside(warehouse) == {"lock"}
