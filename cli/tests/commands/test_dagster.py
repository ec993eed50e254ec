"""The example for Dagster: its assets are the models, and a run of it is a `segmon build`."""

from __future__ import annotations

import importlib.util
import socket
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from helpers.deliveries import register_tables, spoiled
from helpers.running import Built, Deliver
from segmon.build.folder import BuildFolder
from segmon.project import project_dir
from segmon.synth import synthesise

dg = pytest.importorskip("dagster")
pytest.importorskip("dagster_dbt")

MARTS = {
    path.stem
    for path in (project_dir() / "models" / "marts").rglob("*.sql")
    if path.parent.name != "semantic"
}
#: In a register, a percentile above 100 is refused.
REFUSED = "pupils.income_percentile"


@pytest.fixture(scope="module")
def example() -> ModuleType:
    path = project_dir() / "examples" / "dagster" / "definitions.py"
    spec = importlib.util.spec_from_file_location("segmon_on_dagster", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: Any) -> None:
        raise AssertionError(f"Dagster went to the network: {arguments}")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def run(example: ModuleType, delivery: Path, warehouse: Path) -> Any:
    """One run of the job, in this process; its history is kept in memory."""
    config = example.BuildConfig(input=str(delivery), warehouse=str(warehouse))
    job = example.defs.resolve_job_def("segmon_build")
    return job.execute_in_process(
        run_config=dg.RunConfig({"build": config}),
        instance=dg.DagsterInstance.ephemeral(),
        raise_on_error=False,
    )


def test_every_model_is_an_asset_and_the_marts_are_made(example: ModuleType) -> None:
    graph = example.defs.resolve_asset_graph()
    made = {key.path[-1]: graph.get(key) for key in graph.materializable_asset_keys}
    assert set(made) == MARTS
    national = made["segregation_national"]
    assert national.key == dg.AssetKey(["marts", "segregation_national"])
    assert national.description.startswith("One row per school year, sector")
    assert all(node.description and node.group_name == "marts" for node in made.values())
    assert "Raw SQL" not in national.description

    models = {
        path.stem
        for path in (project_dir() / "models").rglob("*.sql")
        # those of another layout, and of a release, are not enabled
        if "release" not in path.parts
        and (path.parent.parent.name != "staging" or path.parent.name == "register")
    }
    assert models <= {key.path[-1] for key in graph.get_all_asset_keys()}
    # what a mart is made of leads back to the delivery
    assert dg.AssetKey(["delivery", "pupils"]) in graph.get_ancestor_asset_keys(national.key)


@pytest.mark.nightly
def test_a_run_publishes_the_demonstration(example: ModuleType, tmp_path: Path) -> None:
    register = synthesise(tmp_path / "register", scale=0.002).out
    warehouse = tmp_path / "warehouse" / "segmon.duckdb"
    result = run(example, register, warehouse)
    assert result.success
    made = {
        event.asset_key.path[-1]: event.materialization.metadata
        for event in result.get_asset_materialization_events()
    }
    assert set(made) == MARTS
    built = Built(warehouse)
    ((build_id,),) = built.rows("select build_id from ops.build_manifest")
    for mart, metadata in made.items():
        assert [(metadata["dagster/row_count"].value,)] == built.rows(
            f"select count(*) from marts.{mart}"
        )
        assert metadata["build_id"].value == build_id
        assert metadata["page"].value == str(BuildFolder(warehouse).page(build_id))


def test_a_refused_delivery_fails_the_run_once_and_says_why(
    example: ModuleType, deliver: Deliver, published: Path
) -> None:
    delivery = deliver(spoiled(register_tables(), "pupils", "income_percentile", "101"))
    result = run(example, delivery, published)
    assert not result.success
    assert not result.get_asset_materialization_events()
    kinds = [event.event_type for event in result.all_events]
    assert dg.DagsterEventType.STEP_UP_FOR_RETRY not in kinds
    (failed,) = (event for event in result.all_events if event.is_step_failure)
    reason = failed.step_failure_data.user_failure_data
    assert REFUSED in reason.description
    assert reason.metadata["exit_code"].value == 1
    assert Path(reason.metadata["page"].value).is_file()


@pytest.mark.parametrize(
    ("code", "may_retry"),
    [(1, False), (2, False), (3, True), (130, False), (143, False), (-9, True)],
)
def test_only_a_failed_build_is_tried_again(
    example: ModuleType, code: int, may_retry: bool
) -> None:
    failure = example.failure(code, {"error": "what segmon said"})
    assert failure.allow_retries is may_retry
    assert "what segmon said" in failure.description


def test_wrong_usage_fails_the_run(example: ModuleType, tmp_path: Path) -> None:
    result = run(example, tmp_path / "nothing", tmp_path / "segmon.duckdb")
    (failed,) = (event for event in result.all_events if event.is_step_failure)
    reason = failed.step_failure_data.user_failure_data
    assert "nothing is not a folder" in reason.description
    assert reason.metadata["exit_code"].value == 2


def test_each_year_is_built_once(example: ModuleType) -> None:
    context = dg.build_schedule_context(scheduled_execution_time=datetime(2026, 3, 1, 6))
    request = example.yearly(context)
    assert request.run_key == "2025-2026"
    assert example.defs.resolve_job_def("segmon_build")
    config = request.run_config["ops"]["build"]["config"]
    assert config["school_year"] == ["2025-2026"]
    # folders are those of the environment
    command = example.BuildConfig(school_year=["2025-2026"]).command()
    assert [part for part in command if "input" in part or "warehouse" in part] == []
