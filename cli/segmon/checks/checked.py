"""A delivery held against every rule of its layout."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from segmon.checks.delivery_rules import content_findings, rows_read, structure_findings
from segmon.checks.judge import import_great_expectations, judge
from segmon.checks.rejected import SEEDS, RejectedRow, leave_out
from segmon.database import connect, load_seeds
from segmon.delivery.find import Delivery, find_delivery
from segmon.errors import DeliveryError
from segmon.findings import Finding, Judged


@dataclass(frozen=True)
class CheckedDelivery:
    """A delivery that passed every check.

    Attributes:
        delivery: the delivery, ready to be loaded; it leaves the rejected rows out.
        judged: the rules it was held against.
        n_rows: rows that the models read, by table.
        rejected: rows that were left out, once for each rule that they break.
    """

    delivery: Delivery
    judged: list[Judged]
    n_rows: dict[str, int]
    rejected: list[RejectedRow] = field(default_factory=list)


def check_delivery(
    folder: Path, layout: str, school_years: Sequence[str] = (), max_rejected: int = 0
) -> CheckedDelivery:
    """Hold a delivery against every rule of its layout.

    Args:
        folder: the folder that was delivered.
        layout: a key of `LAYOUTS`.
        school_years: the school years to read; empty for all.
        max_rejected: how many rows that break a rule may be left out.

    Raises:
        UsageError: the folder does not exist.
        DeliveryError: a file is missing or unreadable, or a rule is broken; it carries every
            broken rule as a `Finding`.
    """
    return check_found(find_delivery(folder, layout, school_years), max_rejected)


def check_found(delivery: Delivery, max_rejected: int = 0) -> CheckedDelivery:
    """As `check_delivery`, for a delivery whose files were found."""
    # the import takes as long as the scan of the delivery, which leaves Python alone
    threading.Thread(target=import_great_expectations, daemon=True).start()
    structure = list(structure_findings(delivery))
    if any(finding.observed > finding.limit for finding in structure):
        # nothing can be read from tables without their columns
        _refuse(delivery, judge(structure, "delivery"))
    content, n_rows = _measured(delivery)
    judged = judge([*structure, *content], "delivery")
    broken = [found.finding for found in judged if found.blocks]
    rejected: list[RejectedRow] = []
    if max_rejected and broken and all(finding.is_of_rows for finding in broken):
        left_out = leave_out(delivery, max_rejected)
        if left_out is None:
            _refuse(delivery, judged, f" in more than the {max_rejected:,} rows that are allowed")
        else:
            rejected = left_out
            # without those rows every rule must hold, also the ones that look at all rows
            content, n_rows = _measured(delivery)
            after = judge([*structure, *content], "delivery")
            _refuse(delivery, after)
            names = {(finding.table, finding.column, finding.rule): finding for finding in broken}
            judged = [
                Judged(was, is_met=False, is_rejected=True)
                if (was := names.get((now.finding.table, now.finding.column, now.finding.rule)))
                else now
                for now in after
            ]
    _refuse(delivery, judged)
    return CheckedDelivery(delivery, judged, n_rows, rejected)


def _measured(delivery: Delivery) -> tuple[list[Finding], dict[str, int]]:
    with connect() as connection:
        load_seeds(connection, *SEEDS)
        delivery.load(connection)
        return list(content_findings(connection, delivery)), rows_read(connection, delivery)


def _refuse(delivery: Delivery, judged: Sequence[Judged], how: str = "") -> None:
    broken = [found.finding for found in judged if found.blocks]
    if broken:
        noun = "rule" if len(broken) == 1 else "rules"
        breaks = f"the delivery {delivery.folder} breaks {len(broken)} {noun}{how}"
        raise DeliveryError(breaks, broken, judged)
