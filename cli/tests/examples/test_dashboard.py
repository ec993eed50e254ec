"""The example of a dashboard: its queries give figures of the marts, and it needs nothing else."""

from __future__ import annotations

import ast
import re
import tomllib
from typing import Any

import pytest

from helpers.harness import DbtRun
from segmon.project import project_dir

EXAMPLE = project_dir() / "examples" / "dashboard"
LATEST = "school_year = '2023-2024' and index_code = 'dissimilarity'"
CHOSEN = "sector = 'po' and characteristic = 'income'"
Rows = list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def queries() -> dict[str, str]:
    """The queries of the page by their names; Streamlit need not be there."""
    tree = ast.parse((EXAMPLE / "app.py").read_text(encoding="utf-8"))
    texts = {
        ast.unparse(node.targets[0]): str(node.value.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
    }
    return {name: text for name, text in texts.items() if "select" in text}


def rows(run: DbtRun, columns: str, query: str, *values: str) -> Rows:
    """Columns of what a query gives, sorted."""
    with run.connect() as connection:
        asked = f"select {columns} from ({query}) order by all"
        return connection.execute(asked, values).fetchall()


def test_each_query_chooses_and_computes_nothing(queries: dict[str, str]) -> None:
    assert set(queries) == {"LATEST", "YEARS", "ADDED"}
    for query in queries.values():
        assert len(set(re.findall(r"marts\.(\w+)", query))) == 1
        assert not re.search(r"\b(sum|avg|max|count|group by)\b|[*/+-]", query)


def test_the_latest_figures_are_those_of_the_mart(
    register_run: DbtRun, queries: dict[str, str]
) -> None:
    columns = "sector, characteristic, area_code, value, n_schools"
    mart = f"from marts.segregation_municipality where {LATEST}"
    assert rows(register_run, columns, queries["LATEST"]) == rows(register_run, columns, mart)


def test_a_city_is_next_to_its_class_of_each_year(
    register_run: DbtRun, queries: dict[str, str]
) -> None:
    columns = "area_level, school_year, value"
    city = (
        "select 'municipality' as area_level, school_year, urbanity, value"
        " from marts.segregation_municipality inner join staging.stg_municipalities"
        f" using (school_year) where {CHOSEN} and index_code = 'dissimilarity'"
        " and area_code = 'GM0344' and municipality_code = 'GM0344'"
    )
    its_class = (
        "select 'urbanity' as area_level, school_year, urbanity, class.value"
        f" from ({city}) as city inner join marts.segregation_urbanity as class"
        f" using (school_year) where {CHOSEN} and index_code = 'dissimilarity'"
        " and class.area_code = urbanity"
    )
    found = rows(register_run, columns, queries["YEARS"], "po", "income", "GM0344", "GM0344")
    assert found == rows(register_run, columns, f"{city} union all {its_class}")
    assert len(found) == 8


def test_contributions_are_those_of_the_mart(register_run: DbtRun, queries: dict[str, str]) -> None:
    columns = "area_code, contribution, n_schools, status"
    mart = (
        f"from marts.category_contribution where {CHOSEN} and school_year = '2023-2024'"
        " and category_kind = 'denomination' and definition = 'monitor'"
    )
    found = rows(register_run, columns, queries["ADDED"], "po", "income")
    assert found == rows(register_run, columns, mart)


def test_its_packages_are_pinned_and_no_host_is_named() -> None:
    text = (EXAMPLE / "requirements.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    pinned = [re.fullmatch(r"([a-z][\w-]*)==[\w.]+(?: ; .*)?", line) for line in lines]
    assert all(pinned) and "://" not in text
    project = tomllib.loads((project_dir() / "pyproject.toml").read_text(encoding="utf-8"))
    declared = {re.split("[<>=]", line)[0] for line in project["dependency-groups"]["dashboard"]}
    assert declared <= {match[1] for match in pinned if match}


def test_nothing_is_told_to_others() -> None:
    settings = tomllib.loads((EXAMPLE / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["server"]["address"] == "localhost"
