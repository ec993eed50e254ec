"""A delivery held against every rule of its layout."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from segmon.checks.coverage import missing_shares
from segmon.checks.delivery_rules import content_findings
from segmon.checks.file_rows import file_findings
from segmon.checks.judge import import_great_expectations, judge_delivery
from segmon.checks.profile import rows_read
from segmon.checks.rejected import SEEDS, RejectedRow, leave_out
from segmon.checks.school_years import year_findings
from segmon.checks.structure import structure_findings
from segmon.database import Database, connect, load_seeds
from segmon.delivery.find import FoundDelivery, find_delivery, room_for
from segmon.delivery.layouts import LAYOUTS
from segmon.delivery.open import NOTHING, LeftOut, OpenDelivery, open_delivery
from segmon.delivery.years import years_read
from segmon.errors import DeliveryError, UsageError
from segmon.findings import Finding, Judged


@dataclass(frozen=True)
class CheckedDelivery:
    """A delivery that passed every check.

    Attributes:
        found: the delivery.
        left_out: rows that break a rule and are not read.
        judged: the rules it was held against.
        n_rows: rows that are read, by table.
        rejected: the rows that are left out, once for each rule that they break.
    """

    found: FoundDelivery
    left_out: LeftOut
    judged: tuple[Judged, ...]
    n_rows: Mapping[str, int]
    rejected: tuple[RejectedRow, ...] = ()


def check_delivery(
    delivered: Path | Sequence[Path],
    layout: str,
    school_years: Sequence[str] = (),
    max_rejected: int = 0,
    areas: str = "nl",
) -> CheckedDelivery:
    """Hold a delivery against every rule of its layout.

    Args:
        delivered: the folder that was delivered; several for microdata.
        layout: a key of `LAYOUTS`.
        school_years: the school years to read; empty for all.
        max_rejected: how many rows that break a rule may be left out.
        areas: `nl` for Dutch municipalities, `opaque` for areas of any country.

    Raises:
        UsageError: the folder does not exist, or the layout does not go with the areas.
        DeliveryError: a file is missing or unreadable, a school year is not in it, or a rule is
            broken; it carries every broken rule as a `Finding`.
    """
    require_all_rows(layout, max_rejected)
    with room_for(layout):
        found = find_delivery(delivered, layout, school_years, areas)
        require_structure(found)
        if school_years:
            years_read(found)
        return check_found(found, max_rejected)


def require_all_rows(layout: str, max_rejected: int) -> None:
    """Make sure that no row may be left out where a pupil is made of several.

    Raises:
        UsageError: one may.
    """
    if max_rejected and LAYOUTS[layout].is_microdata:
        raise UsageError(
            f"--max-rejected does not go with layout {layout}: a pupil is made of rows of several"
            " files, and without one of them figures move; a file that breaks a rule is not as"
            " delivered, or its codes are missing in seeds/cbs_codes.csv"
        )


def require_structure(found: FoundDelivery) -> None:
    """Make sure that every table has its columns, so that it can be read.

    Raises:
        DeliveryError: a column is missing, is there twice, or has several types.
    """
    structure = list(structure_findings(found))
    if any(finding.observed > finding.limit for finding in structure):
        raise _refusal(found, judge_delivery(structure))


def check_found(found: FoundDelivery, max_rejected: int = 0) -> CheckedDelivery:
    """As `check_delivery`, for a delivery that was found and whose tables have their columns."""
    # the import takes as long as the scan of the delivery, which leaves Python alone
    threading.Thread(target=import_great_expectations, daemon=True).start()
    judged, n_rows = _judged(found, NOTHING)
    broken = [result.finding for result in judged if result.blocks]
    if not broken:
        return CheckedDelivery(found, NOTHING, tuple(judged), n_rows)
    if not max_rejected or not all(finding.is_of_rows for finding in broken):
        raise _refusal(found, judged)
    rejected = leave_out(found, max_rejected)
    if rejected is None:
        more = f" in more than the {max_rejected:,} rows that are allowed"
        raise _refusal(found, judged, more)
    return _without(found, *rejected, broken)


def _without(
    found: FoundDelivery,
    rejected: Sequence[RejectedRow],
    left_out: LeftOut,
    broken: Sequence[Finding],
) -> CheckedDelivery:
    """The delivery without some rows: now every rule must hold, also those about all rows."""
    judged, n_rows = _judged(found, left_out)
    if any(result.blocks for result in judged):
        raise _refusal(found, judged)
    were = {(finding.table, finding.column, finding.rule): finding for finding in broken}
    judged = [
        Judged(was, is_met=False, is_rejected=True)
        if (was := were.get((now.finding.table, now.finding.column, now.finding.rule)))
        else now
        for now in judged
    ]
    return CheckedDelivery(found, left_out, tuple(judged), n_rows, tuple(rejected))


def check_opened(database: Database, opened: OpenDelivery) -> CheckedDelivery:
    """As `check_found`, for a delivery whose tables are relations of any engine; all rows are read.

    Args:
        database: understands the SQL of the rules; schema `delivery` has the tables, schema `seeds`
            the seeds.
        opened: the delivery.
    """
    judged, n_rows = _judged_opened(database, opened)
    if any(result.blocks for result in judged):
        raise _refusal(opened.found, judged)
    return CheckedDelivery(opened.found, NOTHING, tuple(judged), n_rows)


def _judged(found: FoundDelivery, left_out: LeftOut) -> tuple[list[Judged], dict[str, int]]:
    """Every rule with its verdict, and the rows that are read, by table."""
    with connect() as connection:
        load_seeds(connection, *SEEDS)
        return _judged_opened(connection, open_delivery(connection, found, left_out))


def _judged_opened(database: Database, opened: OpenDelivery) -> tuple[list[Judged], dict[str, int]]:
    findings: list[Finding] = list(structure_findings(opened.found))
    findings += content_findings(database, opened)
    findings += year_findings(database, opened)
    findings += file_findings(database, opened)
    coverage = missing_shares(database, opened)
    n_rows = rows_read(database, opened)
    return judge_delivery(findings, coverage), n_rows


def _refusal(found: FoundDelivery, judged: Sequence[Judged], how: str = "") -> DeliveryError:
    broken = [result.finding for result in judged if result.blocks]
    noun = "rule" if len(broken) == 1 else "rules"
    breaks = f"the delivery {found.place} breaks {len(broken)} {noun}{how}"
    return DeliveryError(breaks, broken, judged, found.notices)
