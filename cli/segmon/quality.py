"""Judging a delivery with Great Expectations before anything is built from it."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from segmon.database import connect
from segmon.delivery import Delivery, find_delivery, load_seeds
from segmon.errors import DeliveryError, Finding
from segmon.measures import content_findings, rows_read, structure_findings


@dataclass(frozen=True)
class CheckedDelivery:
    """A delivery that passed every check.

    Attributes:
        delivery: the delivery, ready to be loaded.
        n_rules: how many rules it was held against.
        n_rows: rows read, by table.
    """

    delivery: Delivery
    n_rules: int
    n_rows: dict[str, int]


def check_delivery(folder: Path, layout: str) -> CheckedDelivery:
    """Hold a delivery against every rule of its layout.

    Args:
        folder: the folder that was delivered.
        layout: a key of `LAYOUTS`.

    Raises:
        UsageError: the folder does not exist.
        DeliveryError: a file is missing or unreadable, or a rule is broken; it carries every
            broken rule as a `Finding`.
    """
    # the import takes as long as the scan of the delivery, which leaves Python alone
    threading.Thread(target=_import_great_expectations, daemon=True).start()
    delivery = find_delivery(folder, layout)
    structure = list(structure_findings(delivery))
    if any(finding.observed > finding.limit for finding in structure):
        # nothing can be read from tables without their columns
        _refuse(folder, structure)
    with connect() as connection:
        load_seeds(connection, "characteristics", "denominations", "quality_bounds")
        delivery.load(connection)
        content = list(content_findings(connection, delivery))
        n_rows = rows_read(connection, delivery)
    _refuse(folder, [*structure, *content])
    return CheckedDelivery(delivery, len(structure) + len(content), n_rows)


def _refuse(folder: Path, findings: list[Finding]) -> None:
    broken = judge(findings)
    if broken:
        noun = "rule" if len(broken) == 1 else "rules"
        raise DeliveryError(f"the delivery {folder} breaks {len(broken)} {noun}", broken)


def _import_great_expectations() -> None:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations  # noqa: F401


def judge(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that exceed their limit, by a Great Expectations suite.

    The measures come as one small frame, a column and an expectation per finding: Great
    Expectations never sees a pupil, and its time does not grow with the delivery.
    """
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    import pandas as pd
    from great_expectations.core import ExpectationSuite
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.expectations.core.expect_column_max_to_be_between import (
        ExpectColumnMaxToBeBetween,
    )
    from great_expectations.expectations.metadata_types import FailureSeverity

    by_name = {
        f"{i}: {finding.table}.{finding.column}": finding for i, finding in enumerate(findings)
    }
    measures = pd.DataFrame([{name: finding.observed for name, finding in by_name.items()}])
    suite = ExpectationSuite(
        "delivery",
        expectations=[
            ExpectColumnMaxToBeBetween(
                column=name,
                max_value=finding.limit,
                severity=FailureSeverity.CRITICAL,
                description=finding.rule,
                meta={"resolve": finding.resolve, "file": finding.file},
            )
            for name, finding in by_name.items()
        ],
    )
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas("delivery").add_dataframe_asset("measures")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": measures})
    results = batch.validate(suite).results
    return [
        by_name[result.expectation_config.kwargs["column"]]
        for result in results
        if result.expectation_config and not result.success
    ]
