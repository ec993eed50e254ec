"""What people read of an expectation, in one form for both suites."""

from __future__ import annotations

from typing import Any, Literal

import great_expectations.expectations as gxe
from great_expectations.core import ExpectationSuite

#: How the severities of Great Expectations are called in a `Finding`.
SEVERITIES = {"critical": "error", "warning": "warning", "info": "warning"}


def said(
    table: str,
    rule: str,
    why: str,
    resolve: str,
    severity: Literal["critical", "warning"] = "critical",
    **meta: Any,
) -> dict[str, Any]:
    """The arguments of an expectation that people read: `ExpectColumn…(column=…, **said(…))`.

    Texts may name columns of the frame in braces, as `str.format` does.

    Args:
        table: table of the layout, or mart, that the expectation is about.
        rule: what should hold; the description of the expectation.
        why: what would go wrong if it were let through; its first note.
        resolve: what can be done about it; its second note.
        severity: `critical` stops the build, `warning` is told and kept.
        **meta: how its result is told, see `validate.judge_frame`:
            `column`, if its result is about another column than the one it looks at;
            `per`, columns of which each combination is told apart;
            `example`, a broken row;
            `observed` and `limit`, columns whose highest value is told instead of the number of
            broken rows;
            `n_rows`, a column that says how many rows a broken row of the frame stands for.
    """
    return {
        "description": rule,
        "notes": [why, resolve],
        "severity": severity,
        "meta": {"table": table, **meta},
    }


def bounded_shares_suite(
    name: str, table: str, rule: str, why: str, look_for: str
) -> ExpectationSuite:
    """A frame of `coverage.bounded_shares`: no share of pupils is over its bound.

    Args:
        name: the frame.
        table: table of the layout, or model, in which the pupils were counted.
        rule: what should hold, with the columns of the frame in braces.
        why: what would go wrong if it were let through.
        look_for: what is mostly behind it.
    """
    return ExpectationSuite(
        name,
        expectations=[
            gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A="max_missing_share",
                column_B="missing_share",
                or_equal=True,
                **said(
                    *(table, rule, why),
                    f"look for {look_for}, or change the bound in seeds/quality_bounds.csv",
                    column="{characteristic}",
                    per=["sector", "school_year", "characteristic"],
                    observed="missing_share",
                    limit="max_missing_share",
                    n_rows="n_missing",
                ),
            )
        ],
    )
