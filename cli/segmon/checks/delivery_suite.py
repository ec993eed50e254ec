"""What is expected of a delivery: a suite of counts, and one of the frame of coverage.

A rule over pupils, schools or other delivered rows is counted in DuckDB (`delivery_rules`), and an
expectation judges the count: Great Expectations sees no pupil, and its time does not grow with the
delivery. Why: docs/checks.md.
"""

from __future__ import annotations

from collections.abc import Mapping

import great_expectations.expectations as gxe
from great_expectations.core import ExpectationSuite

from segmon.checks.expectations import bounded_shares_suite, said
from segmon.findings import Finding


def counts_suite(findings: Mapping[str, Finding]) -> ExpectationSuite:
    """A frame of one row with a column per rule: each count is within its limit.

    Args:
        findings: what was counted, by the column that holds the count.
    """
    return ExpectationSuite(
        "delivery",
        expectations=[
            gxe.ExpectColumnMaxToBeBetween(
                column=column,
                max_value=finding.limit,
                **said(
                    *(finding.table, finding.rule, finding.why, finding.resolve),
                    "critical" if finding.severity == "error" else "warning",
                    file=finding.file,
                ),
            )
            for column, finding in findings.items()
        ],
    )


def coverage_suite(table: str) -> ExpectationSuite:
    """The frame of `coverage`, a row per year, sector and characteristic: most groups are known.

    Args:
        table: table of the layout that the pupils were counted in.
    """
    return bounded_shares_suite(
        "coverage",
        table,
        "at most {max_missing_share:.0%} of the pupils in {sector} {school_year} are of"
        " unknown {characteristic} (they are {missing_share:.1%})",
        "pupils of unknown group are in no index: too many of them bend every figure",
        "a file that did not link",
    )
