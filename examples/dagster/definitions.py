"""segmon on Dagster: the marts as assets, made by `segmon build`. See docs/scheduling.md.

Every model of the dbt manifest is an asset, with its lineage and description. The marts are what a
run materialises: all of them or none, for `segmon build` checks the delivery, builds, tests and
only then publishes. The models before the marts live in a scratch file and are only shown.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, build_dbt_asset_specs
from pydantic import Field

from segmon.cache import cached, keep
from segmon.commands.options import Layout
from segmon.project import project_digest, project_dir

#: The folder of the commands of this environment.
BIN = Path(sys.executable).parent
PROJECT = project_dir()


class BuildConfig(dg.Config):
    """Options of `segmon build`; those left out are read from SEGMON_INPUT and SEGMON_WAREHOUSE."""

    input: str | None = Field(default=None, description="Folder of the delivery.")
    layout: Layout = Field(
        default=Layout.register, description="How the files of the delivery look."
    )
    school_year: list[str] = Field(default=[], description="Read these school years only.")
    warehouse: str | None = Field(default=None, description="The published DuckDB file.")
    max_rejected: int = Field(
        default=0, description="How many rows that break a rule may be left out."
    )

    def command(self) -> list[str]:
        """The command line of the build."""
        paths = {"--input": self.input, "--warehouse": self.warehouse}
        return [
            *(str(BIN / "segmon"), "build", "--quiet", "--json", "--layout", self.layout.value),
            *(f"{option}={path}" for option, path in paths.items() if path),
            *(f"--school-year={year}" for year in self.school_year),
            f"--max-rejected={self.max_rejected}",
        ]


class Translator(DagsterDbtTranslator):
    """Models are grouped by their schema and described in their own words, without their SQL."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """Staging, intermediate, marts or seeds."""
        group: str | None = dbt_resource_props["config"].get("schema")
        return group

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """What the model says of itself."""
        return str(dbt_resource_props["description"]).strip()


def manifest() -> dict[str, Any]:
    """The manifest of the dbt project; dbt parses it, offline, when the project has changed."""
    kept = cached("-manifest.json", str(PROJECT), project_digest())
    if kept and kept.exists():
        return dict(json.loads(kept.read_text(encoding="utf-8")))
    with tempfile.TemporaryDirectory() as folder:
        options = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
        options += ["--target-path", folder, "--log-path", folder, "--quiet"]
        subprocess.run([BIN / "dbt", "parse", *options], check=True)
        fresh = (Path(folder) / "manifest.json").read_bytes()
        if kept:
            keep(fresh, kept)
        return dict(json.loads(fresh))


def failure(code: int, said: Mapping[str, Any]) -> dg.Failure:
    """A build that ended with an exit code other than 0, in segmon's own words.

    Only a build that failed (3) or was killed (below 0) may go better another time: a refused
    delivery (1), wrong usage (2) and a build that was asked to stop (130, 143) may not.
    """
    metadata: dict[str, Any] = {"exit_code": code}
    if said.get("page"):
        metadata["page"] = dg.MetadataValue.path(said["page"])
    message = said.get("error") or "the message is in the log of this run"
    return dg.Failure(f"segmon build: {message}", metadata, allow_retries=code == 3 or code < 0)


def run_segmon(context: dg.AssetExecutionContext, command: list[str]) -> dict[str, Any]:
    """Run the command and return its result; what it says meanwhile goes to the log of the run."""
    context.log.info(" ".join(command))
    with (
        tempfile.TemporaryFile("w+") as result,
        subprocess.Popen(command, stdout=result, stderr=subprocess.PIPE, text=True) as process,
    ):
        try:
            assert process.stderr
            for line in process.stderr:
                context.log.warning(line.rstrip())
            code = process.wait()
        except BaseException:
            # the run was cancelled: segmon clears its scratch files away
            process.terminate()
            raise
        result.seek(0)
        text = result.read()
    said: dict[str, Any] = json.loads(text) if text.startswith("{") else {}
    if code:
        failed = failure(code, said)
        if failed.allow_retries and not context.retry_number:
            raise dg.RetryRequested(max_retries=1, seconds_to_wait=600) from failed
        raise failed
    return said


def in_order(specs: Iterable[dg.AssetSpec]) -> list[dg.AssetSpec]:
    """Assets, each after those that it is made of."""
    by_key = {spec.key: spec for spec in specs}
    sources = {key: {dep.asset_key for dep in spec.deps} for key, spec in by_key.items()}
    return [by_key[key] for key in TopologicalSorter(sources).static_order() if key in by_key]


SPECS = build_dbt_asset_specs(manifest=manifest(), dagster_dbt_translator=Translator())
MARTS = in_order(spec for spec in SPECS if spec.group_name == "marts")


@dg.multi_asset(specs=MARTS, name="build")
def marts(
    context: dg.AssetExecutionContext, config: BuildConfig
) -> Iterator[dg.MaterializeResult[Any]]:
    """Check a delivery, build the marts, test them and publish them: `segmon build`."""
    said = run_segmon(context, config.command())
    for spec in MARTS:
        yield dg.MaterializeResult(
            asset_key=spec.key,
            metadata={
                "dagster/row_count": said["marts"][spec.key.path[-1]],
                "build_id": said["build_id"],
                "warehouse": dg.MetadataValue.path(said["warehouse"]),
                "page": dg.MetadataValue.path(said["page"]),
                "rejected": said["rejected"],
                "seconds": said["seconds"],
            },
        )


segmon_build = dg.define_asset_job("segmon_build", dg.AssetSelection.assets(marts))


@dg.schedule(job=segmon_build, cron_schedule="0 6 1 3 *", execution_timezone="Europe/Amsterdam")
def yearly(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Each first of March: the school year that is under way."""
    year = context.scheduled_execution_time.year
    school_year = f"{year - 1}-{year}"
    config = dg.RunConfig({"build": BuildConfig(school_year=[school_year])})
    return dg.RunRequest(run_key=school_year, run_config=config)


defs = dg.Definitions(
    assets=[marts, *(spec for spec in SPECS if spec not in MARTS)],
    jobs=[segmon_build],
    schedules=[yearly],
)
