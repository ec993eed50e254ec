"""The metrics of the semantic layer, asked for by MetricFlow, say what the marts say."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.projects import copy_project
from helpers.running import Built

Answer = list[dict[str, str]]
Ask = Callable[..., Answer]

INDICES = ["dissimilarity", "interaction", "interaction_reverse"]
#: What each metric is without any grouping.
UNQUALIFIED = {
    **{
        index: "select sum(value * n_schools) / sum(case when value is not null then n_schools end)"
        f" from marts.segregation_municipality where index_code = '{index}'"
        for index in INDICES
    },
    **{
        f"pupils_{characteristic}": "select sum(n_known) from marts.data_coverage"
        f" where characteristic = '{characteristic}'"
        for characteristic in ["income", "education", "migration"]
    },
    "contribution": "select sum(contribution * n_schools)"
    " / sum(case when contribution is not null then n_schools end)"
    " from marts.category_contribution"
    " where definition = 'monitor' and category_kind <> 'governance'",
}


@pytest.fixture(scope="module")
def ask(register_build: Built, tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Asks MetricFlow for metrics of what the hand-made delivery gives."""
    folder = tmp_path_factory.mktemp("metrics")
    project = copy_project(folder / "project")
    shutil.copyfile(register_build.warehouse, folder / "warehouse.duckdb")
    environment = {
        **os.environ,
        "SEGMON_BUILD_FILE": str(folder / "warehouse.duckdb"),
        "DBT_PROFILES_DIR": str(project),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }

    def run(*command: str) -> None:
        program = Path(sys.executable).with_name(command[0])
        done = subprocess.run(
            [program, *command[1:]], cwd=project, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr

    run("dbt", "parse", "--quiet")

    def answer(*metrics: str, by: tuple[str, ...] = ()) -> Answer:
        to = folder / "answer.csv"
        grouped = ["--group-by", ",".join(by)] if by else []
        run("mf", "query", "--metrics", ",".join(metrics), *grouped, "--csv", str(to))
        with to.open(newline="", encoding="utf-8") as content:
            return list(csv.DictReader(content))

    return answer


def test_a_metric_by_itself_is_what_the_mart_says(ask: Ask, register_build: Built) -> None:
    (answer,) = ask(*UNQUALIFIED)
    expected = {metric: register_build.rows(query)[0][0] for metric, query in UNQUALIFIED.items()}
    assert None not in expected.values()
    assert {metric: float(value) for metric, value in answer.items()} == pytest.approx(expected)


def test_by_year_sector_and_characteristic_it_is_the_national_figure(
    ask: Ask, register_build: Built
) -> None:
    names = ["school_year", "sector", "characteristic"]
    by = tuple(f"segregation_figure__{name}" for name in names)
    asked = {tuple(row[name] for name in by): row for row in ask(*INDICES, by=by)}
    national = register_build.rows(
        "select school_year, sector, characteristic, index_code, value"
        f" from marts.segregation_national where value is not null and index_code in {(*INDICES,)}"
    )
    assert len(national) > len(INDICES)
    for *key, index, value in national:
        assert float(asked[tuple(key)][index]) == pytest.approx(value), (key, index)


def test_pupils_of_each_municipality_and_group_are_counted_once(
    ask: Ask, register_build: Built
) -> None:
    by = ("distribution_figure__area_name", "distribution_figure__group_code")
    asked = {
        tuple(row[name] for name in by): int(row["pupils_income"])
        for row in ask("pupils_income", by=by)
    }
    counted = register_build.rows(
        "select area_name, group_code, sum(n_pupils) from marts.group_distribution"
        " where area_level = 'municipality' and characteristic = 'income' group by all"
    )
    assert asked == {(area, group): int(n) for area, group, n in counted}
