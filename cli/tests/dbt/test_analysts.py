"""The questions of docs/analysts.md: their queries answer what they say, on a synthetic country."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

import pytest

from helpers.harness import DbtRun
from segmon.labels import Language, labels
from segmon.project import project_dir

PAGE = project_dir() / "docs" / "analysts.md"
Rows = list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def queries() -> list[str]:
    """The queries of the page, in their order."""
    return re.findall(r"^```sql\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)


def _asked(run: DbtRun, query: str) -> Rows:
    with run.connect() as connection:
        return connection.execute(query).fetchall()


def test_there_are_four_questions_of_one_query_each(queries: list[str]) -> None:
    assert len(queries) == 4
    assert all(query.count("select") == 1 and len(query.splitlines()) < 20 for query in queries)


def test_the_most_segregated_municipalities(register_run: DbtRun, queries: list[str]) -> None:
    indices = _asked(
        register_run,
        "select area_name, value, n_schools from marts.segregation_municipality"
        " where school_year = '2023-2024' and sector = 'po' and characteristic = 'income'"
        " and index_code = 'dissimilarity'",
    )
    expected = sorted((row for row in indices if row[2] >= 4), key=lambda row: -row[1])[:10]
    found = _asked(register_run, queries[0])
    assert [row[1] for row in found] == [row[1] for row in expected]
    assert set(found) <= set(indices)
    assert len(found) == 10


def test_utrecht_and_its_class(register_run: DbtRun, queries: list[str]) -> None:
    where = "sector = 'po' and characteristic = 'income' and index_code = 'dissimilarity'"
    utrecht, classes = (
        dict(_asked(register_run, f"select {key}, value from marts.{mart} where {where} {more}"))
        for key, mart, more in [
            ("school_year", "segregation_municipality", "and area_code = 'GM0344'"),
            ("school_year || area_code", "segregation_urbanity", ""),
        ]
    )
    urbanity = dict(
        _asked(
            register_run,
            "select school_year, urbanity from staging.stg_municipalities"
            " where municipality_code = 'GM0344'",
        )
    )
    found = _asked(register_run, queries[1])
    assert [row[:3] for row in found] == [
        (year, value, classes[f"{year}{urbanity[year]}"]) for year, value in sorted(utrecht.items())
    ]
    assert len(found) == 4
    assert {row[3] for row in found} == {"very strongly urban"}


def test_the_denominations_that_add_most(register_run: DbtRun, queries: list[str]) -> None:
    figures = _asked(
        register_run,
        "select category_code, n_schools, contribution from marts.category_contribution"
        " where school_year = '2023-2024' and sector = 'po' and characteristic = 'income'"
        " and category_kind = 'denomination' and definition = 'monitor'"
        " and contribution is not null",
    )
    schools: dict[str, int] = defaultdict(int)
    added: dict[str, float] = defaultdict(float)
    for code, n_schools, contribution in figures:
        schools[code] += n_schools
        added[code] += n_schools * contribution
    means = sorted(((added[code] / schools[code], schools[code]) for code in schools), reverse=True)
    found = _asked(register_run, queries[2])
    assert [row[1] for row in found] == [n_schools for _, n_schools in means]
    assert [row[2] for row in found] == pytest.approx([mean for mean, _ in means])
    assert {row[0] for row in found} >= {"Public", "Protestant", "Roman Catholic"}
    assert len(found) == len(schools)


def test_contributions_by_each_definition(register_run: DbtRun, queries: list[str]) -> None:
    found = _asked(register_run, queries[3])
    definitions = list(labels("definition", Language.en))
    assert len(found) % len(definitions) == 0
    for first in range(0, len(found), len(definitions)):
        rows = found[first : first + len(definitions)]
        assert len({row[:3] for row in rows}) == 1
        assert [row[3] for row in rows] == definitions
