"""What Great Expectations answers, told as findings: also of expectations that are not ours."""

from __future__ import annotations

import great_expectations.expectations as gxe
import pandas as pd
import pytest
from great_expectations.core import ExpectationSuite
from great_expectations.expectations.expectation import Expectation

from segmon.checks.coverage import Coverage
from segmon.checks.delivery_suite import coverage_suite
from segmon.checks.expectations import said
from segmon.checks.judge import judge_delivery
from segmon.checks.validate import judge_frame
from segmon.errors import BuildError
from segmon.findings import Finding, Judged

ROWS = pd.DataFrame({"area": ["NL", "NL", "5", None], "value": [0.5, 1.5, -1.0, None]})


def judged(expectation: Expectation, rows: pd.DataFrame = ROWS) -> Judged:
    """The only finding of an expectation."""
    (one,) = judge_frame(rows, ExpectationSuite("areas", expectations=[expectation]), "marts")
    return one


def test_an_expectation_without_our_texts_is_told_by_its_own() -> None:
    one = judged(gxe.ExpectColumnValuesToBeBetween(column="value", min_value=0, max_value=1))
    rule = "expect column values to be between"
    assert one == Judged(Finding("areas", "value", rule, 2, 2, door="marts"), is_met=False)
    assert one.blocks


def test_what_is_mostly_so_is_met() -> None:
    expectation = gxe.ExpectColumnValuesToNotBeNull(column="value", mostly=0.75)
    one = judged(expectation)
    assert (one.is_met, one.finding.n_rows) == (True, 1)


def test_a_warning_does_not_block() -> None:
    one = judged(gxe.ExpectColumnValuesToBeUnique(column="area", severity="warning"))
    assert (one.outcome, one.blocks) == ("warning", False)


def test_a_figure_of_all_rows_is_shown() -> None:
    one = judged(gxe.ExpectTableRowCountToEqual(value=3))
    assert (one.is_met, one.finding.n_rows, one.finding.observed) == (False, 0, 1)
    assert one.finding.examples == ("4",)
    assert judged(gxe.ExpectTableRowCountToEqual(value=4)).is_met


def test_examples_are_the_first_five() -> None:
    rows = pd.DataFrame({"key": list("gfedcba"), "value": 2.0})
    text = said("areas", "rule", "why", "resolve", example="{key} is {value}")
    expectation = gxe.ExpectColumnValuesToBeBetween(column="value", max_value=1, **text)
    finding = judged(expectation, rows).finding
    assert finding.examples == tuple(f"{key} is 2.0" for key in "abcde")
    assert (finding.n_rows, finding.why, finding.resolve) == (7, "why", "resolve")


def test_a_column_that_is_not_there_is_an_error() -> None:
    with pytest.raises(BuildError, match=r"suite areas cannot be judged: .*\"share\""):
        judged(gxe.ExpectColumnValuesToNotBeNull(column="share"))


# --- the missing shares of a delivery ---


def coverage(*shares: float, bound: float = 0.25) -> pd.DataFrame:
    """A frame with a characteristic per share."""
    return pd.DataFrame(
        {
            "school_year": "2022-2023",
            "sector": "po",
            "characteristic": ["education", "income"][: len(shares)],
            "n_pupils": 1000,
            "n_missing": [int(1000 * share) for share in shares],
            "missing_share": shares,
            "max_missing_share": bound,
        }
    )


def test_each_missing_share_is_held_against_its_bound() -> None:
    rows = coverage(0.25, 0.5)
    met, broken = judge_delivery([], Coverage("pupils", "pupils.csv", rows))
    assert (met.is_met, met.finding.n_rows, met.finding.column) == (True, 0, "education")
    finding = broken.finding
    assert broken.blocks and not finding.is_of_rows
    assert (finding.table, finding.column, finding.file) == ("pupils", "income", "pupils.csv")
    assert finding.rule == (
        "at most 25% of the pupils in po 2022-2023 are of unknown income (they are 50.0%)"
    )
    assert (finding.n_rows, finding.observed, finding.limit) == (500, 0.5, 0.25)


def test_whoever_knows_the_library_can_run_the_suite() -> None:
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    for name, rows, is_met in (("good", coverage(0.1), True), ("bad", coverage(0.3), False)):
        asset = context.data_sources.add_pandas(name).add_dataframe_asset("coverage")
        batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": rows})
        assert batch.validate(coverage_suite("pupils")).success == is_met
