"""The dbt project itself: its unit tests, its tests of macros, and its documentation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest

from helpers.harness import DATABASE, PACKAGE, DbtRun, run_dbt
from helpers.projects import copy_project
from segmon.database import load_seeds
from segmon.delivery.layouts import LAYOUTS
from segmon.macros import expression
from segmon.project import VARIABLE, choose_project, project_dir, project_vars

pytestmark = pytest.mark.xdist_group("dbt_project")

#: Models that only pass a table on, column by column, and the calendar, which has no input.
THIN_MODELS = {
    "metrics_time_spine",
    "stg_distance_counts",
    "stg_linkage_counts",
    "stg_counts__distance_counts",
    "stg_municipalities",
    "stg_rejected_counts",
    "stg_schools",
    "stg_school_counts",
    "stg_register__municipalities",
    "stg_register__schools",
    "stg_counts__schools",
    "stg_duo__municipalities",
}
#: Models of the comparison with the published figures: their fixture is all that was printed, so
#: `test_reconcile` tests them on a build.
PUBLISHED_MODELS = {
    "int_published_cells",
    "int_published_comparison",
    "int_published_contradictions",
    "int_published_figures",
}


#: Parts of a manifest that have what is enabled, by its id.
RESOURCES = ("nodes", "sources", "exposures", "groups", "unit_tests", "macros")
Runs = Mapping[str, DbtRun]


@pytest.fixture(scope="module")
def runs(shared: Callable[[str, Callable[[Path], None]], Path]) -> Runs:
    """Everything that each layout has: built from an empty delivery, once, or staged."""

    def make(folder: Path) -> None:
        for layout in LAYOUTS:
            # what comes after it is the same whatever the layout
            only = ["--select", "path:models/staging", "--exclude-resource-type", "test"]
            run_dbt(folder / layout, layout, ["build", *(only if layout != "register" else [])])

    folder = shared("dbt_project", make)
    return {layout: DbtRun(folder / layout) for layout in LAYOUTS}


@pytest.fixture(scope="module")
def manifest(runs: Runs) -> dict[str, Any]:
    """What is enabled in any layout."""
    manifests = [run.manifest for run in runs.values()]
    return {
        part: {name: it for manifest in manifests for name, it in manifest[part].items()}
        for part in RESOURCES
    }


def _own(resources: dict[str, dict[str, Any]], *kinds: str) -> list[dict[str, Any]]:
    return [
        resource
        for resource in resources.values()
        if resource["package_name"] == PACKAGE and (not kinds or resource["resource_type"] in kinds)
    ]


def _is_mart(model: dict[str, Any]) -> bool:
    return bool(model["schema"] == "marts")


# What runs


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_node_passes(layout: str, runs: Runs, manifest: dict[str, Any]) -> None:
    run = runs[layout]
    # an exposure is a node that does nothing
    exposures = {exposure["name"] for exposure in _own(manifest["exposures"])}
    statuses = {name: status for name, status in run.nodes.items() if name not in exposures}
    broken = [node for node, status in statuses.items() if status not in ("success", "pass")]
    assert not broken and not run.said, f"{', '.join(broken)}\n{run.said}"


def test_a_layout_has_no_staging_models_of_another(runs: Runs) -> None:
    for layout, run in runs.items():
        models = [node for node in run.nodes if re.match(r"stg_\w+?__", node)]
        assert models
        assert {model.split("__")[0] for model in models} == {f"stg_{layout}"}


def test_every_test_of_the_project_was_run(runs: Runs, manifest: dict[str, Any]) -> None:
    tests = [*_own(manifest["nodes"], "test"), *_own(manifest["unit_tests"])]
    assert not {test["name"] for test in tests} - {
        node for run in runs.values() for node in run.nodes
    }
    assert [test for test in tests if test["resource_type"] == "unit_test"]
    assert [test for test in tests if test["path"].startswith("indices/")]


def test_every_model_with_logic_has_a_unit_test(manifest: dict[str, Any]) -> None:
    tested = {test["model"] for test in _own(manifest["unit_tests"])}
    models = {
        model["name"]
        for model in _own(manifest["nodes"], "model")
        if model["schema"] in ("staging", "intermediate")
    }
    assert not models - tested - THIN_MODELS - PUBLISHED_MODELS
    assert models >= THIN_MODELS | PUBLISHED_MODELS, "an exemption that is no more"


def test_every_singular_test_says_what_why_and_how(manifest: dict[str, Any]) -> None:
    singular = [test for test in _own(manifest["nodes"], "test") if "test_metadata" not in test]
    assert singular
    comments = r"-- What: \S.*\n(-- .*\n)*-- Why: \S.*\n(-- .*\n)*-- How to resolve: \S"
    assert not [test["name"] for test in singular if not re.match(comments, test["raw_code"])]


def test_python_has_the_expressions_that_dbt_makes_of_macros(runs: Runs) -> None:
    sites, funded = (
        runs["duo"].compiled(f"stg_duo__{name}") for name in ("primary_sites", "funded_pupils")
    )
    assert f"{expression('duo_school_id')} as school_id" in sites
    assert f"{expression('municipality_code', 'gemeentenummer')} as municipality_code" in sites
    assert f"{expression('pupil_count', 'bek_noat', thousands_point=True)} as n_noat" in funded


def test_seeds_are_loaded_as_dbt_loads_them(tmp_path: Path) -> None:
    run = run_dbt(tmp_path, "register", ["seed", "--full-refresh"])
    with duckdb.connect() as connection:
        connection.execute(f"attach '{run.folder / DATABASE}' as built (read_only)")
        load_seeds(connection)
        tables = connection.execute(
            "select table_name from duckdb_tables() where database_name = 'built'"
            " and schema_name = 'seeds'"
        ).fetchall()
        assert len(tables) == len(list((project_dir() / "seeds").rglob("*.csv")))
        for (name,) in tables:
            ours, theirs = f"seeds.{name}", f"built.seeds.{name}"
            described = [connection.execute(f"describe {it}").fetchall() for it in (ours, theirs)]
            assert described[0] == described[1]
            differences = connection.execute(
                f"(from {ours} except all from {theirs}) union all"
                f" (from {theirs} except all from {ours})"
            )
            assert not differences.fetchall(), name


# What is documented


def test_every_resource_has_a_description(manifest: dict[str, Any]) -> None:
    described = [
        *_own(manifest["nodes"], "model", "seed"),
        *_own(manifest["sources"]),
        *_own(manifest["unit_tests"]),
        *_own(manifest.get("exposures", {})),
    ]
    assert not [item["unique_id"] for item in described if not item["description"].strip()]
    assert not [
        source["source_name"]
        for source in _own(manifest["sources"])
        if not source["source_description"].strip()
    ]


def test_marts_are_public_of_a_group_with_an_owner(manifest: dict[str, Any]) -> None:
    open_to_all = {
        (model["access"], model["group"])
        for model in _own(manifest["nodes"], "model")
        if _is_mart(model)
    }
    assert open_to_all == {("public", "monitor")}
    groups = {group["name"]: group["owner"] for group in _own(manifest["groups"])}
    assert groups["monitor"]["name"] == "segmon"


def test_exposures_say_where_they_are_and_together_read_every_mart(
    manifest: dict[str, Any],
) -> None:
    exposures = _own(manifest["exposures"])
    site = project_vars()["site_url"]
    assert site.endswith("/")
    assert not [it["name"] for it in exposures if not it["url"].startswith(site)]
    read = {node for exposure in exposures for node in exposure["depends_on"]["nodes"]}
    marts = {node["unique_id"] for node in _own(manifest["nodes"], "model") if _is_mart(node)}
    assert marts <= read


def test_models_begin_with_their_grain(manifest: dict[str, Any]) -> None:
    assert not [
        model["name"]
        for model in _own(manifest["nodes"], "model", "seed")
        if not model["description"].startswith("One row per ")
    ]


def test_every_column_has_a_description(runs: Runs, manifest: dict[str, Any]) -> None:
    columns = {}
    for run in runs.values():
        with run.connect() as connection:
            built = connection.execute(
                "select schema_name, table_name, list(column_name) from duckdb_columns()"
                " group by all"
            ).fetchall()
        columns.update({(schema, table): set(names) for schema, table, names in built})
    wrong = {}
    for node in _own(manifest["nodes"], "model", "seed"):
        documented = {
            column["name"] for column in node["columns"].values() if column["description"].strip()
        }
        if difference := documented ^ columns[node["schema"], node["name"]]:
            wrong[node["name"]] = sorted(difference)
    assert not wrong, "columns without a description, or described but not there"


def _documentable_macros(manifest: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for macro in _own(manifest["macros"]):
        # implementations of a dispatched macro and private parts are described with their macro,
        # materializations by a comment
        if not re.match(r"_|\w+?__|materialization_", macro["name"]):
            yield macro


def test_every_macro_and_argument_has_a_description(manifest: dict[str, Any]) -> None:
    wrong = {}
    for macro in _documentable_macros(manifest):
        head = re.search(rf"macro\s+{macro['name']}\s*\(([^)]*)\)", macro["macro_sql"])
        assert head, macro["name"]
        names = [name.split("=")[0].strip() for name in head[1].split(",") if name.strip()]
        described = [
            argument["name"]
            for argument in macro["arguments"]
            if argument["description"].strip() and argument["type"]
        ]
        if described != names or not macro["description"].strip():
            wrong[macro["name"]] = {"takes": names, "describes": described}
    assert not wrong


# What is promised


def test_every_mart_has_a_contract_a_type_for_each_column_and_a_key(
    manifest: dict[str, Any],
) -> None:
    marts = [model for model in _own(manifest["nodes"], "model") if _is_mart(model)]
    assert marts
    assert not [mart["name"] for mart in marts if not mart["config"]["contract"]["enforced"]]
    untyped = [
        f"{mart['name']}.{column['name']}"
        for mart in marts
        for column in mart["columns"].values()
        if not column["data_type"]
    ]
    assert not untyped
    (keys,) = [x for x in _own(manifest["nodes"], "test") if x["name"] == "keys_of_marts"]
    assert {mart["unique_id"] for mart in marts} == set(keys["depends_on"]["nodes"])


@pytest.mark.parametrize(
    ("promised", "broken"),
    [
        ("n_pupils, data_type: bigint", "n_pupils, data_type: integer"),
        pytest.param("n_missing,", "n_lost,", marks=pytest.mark.nightly),
    ],
)
def test_a_broken_contract_is_told_by_column(
    promised: str, broken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "")
    choose_project(copy_project(tmp_path / "project"))
    mart = project_dir() / "models" / "marts" / "data_coverage.yml"
    mart.write_text(mart.read_text().replace(promised, broken))
    command = ["build", "--select", "+data_coverage", "--exclude-resource-type", "unit_test"]
    run = run_dbt(tmp_path / "run", "register", command)
    assert run.nodes["data_coverage"] == "error"
    assert "This model has an enforced contract that failed" in run.said
    assert broken.split(",")[0] in run.said


def test_a_model_takes_the_place_of_what_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "")
    choose_project(copy_project(tmp_path / "project"))
    settings, view = project_dir() / "dbt_project.yml", "        int_area_schools:\n"
    hooks = [
        f"          +{when}-hook: ['create schema {when}_the_view']\n" for when in ("pre", "post")
    ]
    settings.write_text(settings.read_text().replace(view, "".join([view, *hooks])))
    command = ["run", "--select", "int_area_schools", "+int_schools"]
    with duckdb.connect(str(tmp_path / DATABASE)) as connection:
        connection.execute("create schema intermediate")
        # each is of the other kind than its model
        connection.execute("create table intermediate.int_area_schools as select 1 as a")
        connection.execute("create view intermediate.int_schools as select 1 as a")
    run = run_dbt(tmp_path, "register", [*command, "+int_municipality_areas"])
    assert set(run.nodes.values()) == {"success"}, run.said
    with run.connect() as connection:
        kinds = connection.execute(
            "select table_name, table_type from information_schema.tables"
            " where table_name in ('int_area_schools', 'int_schools') order by 1"
        ).fetchall()
        schemas = connection.execute("select schema_name from duckdb_schemas()").fetchall()
    assert kinds == [("int_area_schools", "VIEW"), ("int_schools", "BASE TABLE")]
    assert {("pre_the_view",), ("post_the_view",)} <= set(schemas)
