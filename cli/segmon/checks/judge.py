"""The two doors of a build, each a Great Expectations suite: the delivery, and the marts.

What is judged are measures: how many rows break a rule, how far a figure moved. They come as one
small frame, a column and an expectation per `Finding`: Great Expectations never sees a pupil, and
its time does not grow with the delivery.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from segmon.errors import BuildError
from segmon.findings import Finding, Judged


def check_marts(findings: Iterable[Finding]) -> list[Judged]:
    """Hold the marts against what can be expected of them before they are published.

    Raises:
        BuildError: an expectation is not met; it carries every one that is not.
    """
    judged = judge(findings, "marts")
    broken = [found.finding for found in judged if found.blocks]
    if broken:
        noun = "expectation" if len(broken) == 1 else "expectations"
        lines = [f"the marts do not meet {len(broken)} {noun}", *(f"  {f}" for f in broken)]
        raise BuildError("\n".join(lines), judged)
    return judged


def import_great_expectations() -> None:
    """Load the library, which takes seconds, with its calls home switched off."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations  # noqa: F401


def judge(findings: Iterable[Finding], door: str) -> list[Judged]:
    """Each finding with whether it is within its limit, by a Great Expectations suite.

    Args:
        findings: what was measured.
        door: name of the suite, `delivery` or `marts`.
    """
    import_great_expectations()
    import great_expectations as gx
    import pandas as pd
    from great_expectations.core import ExpectationSuite
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.expectations.core.expect_column_max_to_be_between import (
        ExpectColumnMaxToBeBetween,
    )
    from great_expectations.expectations.metadata_types import FailureSeverity

    severities = {"error": FailureSeverity.CRITICAL, "warning": FailureSeverity.WARNING}
    by_name = {
        f"{i}: {finding.table}.{finding.column}": finding for i, finding in enumerate(findings)
    }
    measures = pd.DataFrame([{name: finding.observed for name, finding in by_name.items()}])
    suite = ExpectationSuite(
        door,
        expectations=[
            ExpectColumnMaxToBeBetween(
                column=name,
                max_value=finding.limit,
                severity=severities[finding.severity],
                description=finding.rule,
                notes=[finding.why, finding.resolve],
                meta={"file": finding.file},
            )
            for name, finding in by_name.items()
        ],
    )
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas(door).add_dataframe_asset("measures")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": measures})
    is_met = {
        result.expectation_config.kwargs["column"]: bool(result.success)
        for result in batch.validate(suite).results
        if result.expectation_config
    }
    return [Judged(finding, is_met[name]) for name, finding in by_name.items()]
