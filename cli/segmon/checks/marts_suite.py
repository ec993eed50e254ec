"""What is expected of the marts before they are published: one suite of expectations per frame.

A frame is a mart, or a small table that `marts_frames` makes of the marts. What a contract or a
test of dbt already holds (not null, keys, codes, shares that add to 1) is not repeated here. How
to run and extend the suites: docs/checks.md.
"""

from __future__ import annotations

from collections.abc import Sequence

import great_expectations.expectations as gxe
from great_expectations.core import ExpectationSuite
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.row_conditions import Column

from segmon.checks.expectations import bounded_shares_suite, said
from segmon.checks.marts_bounds import BOUNDS, OF_CONTRIBUTIONS, OF_INDICES, Bounds
from segmon.checks.marts_frames import CHANGES

#: What is expected of the figures of `marts_frames.CHANGES`, and what a jump mostly is.
SLOW_FIGURES = {
    "dissimilarity": (
        "the national dissimilarity of {sector} {characteristic} moved by at most {bound:g}"
        " in a year",
        "segregation changes slowly: a jump is rather a file that did not link",
    ),
    "pupils": (
        "the number of pupils, by {sector} {characteristic}, moved by at most a part of {bound:g}"
        " in a year",
        "the population changes slowly: a jump is rather an incomplete delivery",
    ),
    "schools": (
        "the number of schools, by {sector} {characteristic}, moved by at most a part of {bound:g}"
        " in a year",
        "schools open and close slowly: a jump is rather an incomplete delivery",
    ),
}


def marts_suites(school_years: Sequence[str]) -> dict[str, ExpectationSuite]:
    """Every suite, by the name of its frame.

    Args:
        school_years: the school years that must be published.
    """
    suites = [mart_suite(mart, school_years) for mart in BOUNDS]
    suites += map(indices_suite, OF_INDICES)
    suites += [
        contributions_suite(),
        areas_suite(),
        linkage_suite(),
        *map(changes_suite, SLOW_FIGURES),
    ]
    return {suite.name: suite for suite in suites}


def mart_suite(mart: str, school_years: Sequence[str]) -> ExpectationSuite:
    """A mart: each known value is within its bounds; in `data_coverage`, no school year is lost."""
    expectations: list[Expectation] = [
        within(mart, column, bounds) for column, bounds in BOUNDS[mart].items()
    ]
    if mart == "data_coverage":
        expectations.append(
            gxe.ExpectColumnDistinctValuesToContainSet(
                column="school_year",
                value_set=list(school_years),
                **said(
                    *(mart, f"each of the {len(school_years)} school years is in the marts"),
                    "a year that was published would be lost",
                    "look for a year whose schools are not in `schools`",
                ),
            )
        )
    return ExpectationSuite(mart, expectations=expectations)


def within(mart: str, column: str, bounds: Bounds, definitions: Sequence[str] = ()) -> Expectation:
    """Each known value of a column is within its bounds.

    Args:
        mart: the mart.
        column: its column.
        bounds: the bounds.
        definitions: the definitions of a contribution that have them; all rows by default.
    """
    among = f" by the definition {' or '.join(definitions)}" if definitions else ""
    return gxe.ExpectColumnValuesToBeBetween(
        column=column,
        min_value=bounds.minimum,
        max_value=bounds.maximum,
        row_condition=Column("definition").is_in(definitions) if definitions else None,
        **said(
            *(mart, f"each value{among} is between {bounds.minimum:,g} and {bounds.maximum:,g}"),
            *(bounds.why, bounds.resolve),
            example=f"{{key}}: {{{column}_in_mart}}",
        ),
    )


def contributions_suite() -> ExpectationSuite:
    """The mart of contributions: each known value is within the bounds of its definition."""
    mart = "category_contribution"
    return ExpectationSuite(
        mart, expectations=[within(mart, *column_bounds) for column_bounds in OF_CONTRIBUTIONS]
    )


def indices_suite(mart: str) -> ExpectationSuite:
    """A mart of indices: each known value is within the bounds of its index."""
    sides = (("value", "lowest_value"), ("highest_value", "value"))
    return ExpectationSuite(
        mart,
        expectations=[
            gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A=above,
                column_B=below,
                or_equal=True,
                ignore_row_if="either_value_is_missing",
                **said(
                    *(mart, f"each value is {rule} of its index"),
                    "anything else is no index, and NaN or infinity spoils every mean",
                    "look for counts that are negative or a whole that is smaller than its part",
                    column="value",
                    example="{key}: {value_in_mart}",
                ),
            )
            for (above, below), rule in zip(
                sides, ("at least the lowest", "at most the highest"), strict=True
            )
        ],
    )


def areas_suite() -> ExpectationSuite:
    """The frame `expected_areas`, a row per year, topic and area: each is in its mart."""
    return ExpectationSuite(
        "expected_areas",
        expectations=[
            gxe.ExpectColumnValuesToBeInSet(
                column="is_published",
                value_set=[True],
                **said(
                    "segregation_{area_level}",
                    "every area with pupils of known group is there, in every year",
                    "a chart or a change table would have a hole",
                    "look for municipalities that are spelled otherwise in `schools`",
                    column="area_code",
                    per=["area_level"],
                    example="{school_year} {sector} {characteristic} {area_code}",
                ),
            )
        ],
    )


def linkage_suite() -> ExpectationSuite:
    """The frame `linkage`, a row per year, sector and link: most pupils were linked."""
    return bounded_shares_suite(
        "linkage",
        "stg_linkage_counts",
        "at most {max_missing_share:.1%} of the pupils in {sector} {school_year} have"
        " no link {characteristic} (they are {missing_share:.1%})",
        "a file of another year or with other keys meets nobody and bends every figure",
        "the file behind that link",
    )


def changes_suite(name: str) -> ExpectationSuite:
    """The frame `changes_of_…`, a row per topic and pair of years: a slow figure did not jump.

    With few pupils chance alone moves a figure: such a jump is a warning.
    """
    figure = CHANGES[name]
    rule, why = SLOW_FIGURES[name]
    return ExpectationSuite(
        f"changes_of_{name}",
        expectations=[
            gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A="bound",
                column_B="moved",
                or_equal=True,
                row_condition=Column("is_large") == is_large,
                **said(
                    *(figure.mart, rule, why),
                    "compare both deliveries, or change the bound in seeds/plausible_changes.csv",
                    "critical" if is_large else "warning",
                    column=figure.column,
                    per=["sector", "characteristic"],
                    example="{year_before} to {school_year}: {before} to {figure}",
                    observed="moved",
                    limit="bound",
                ),
            )
            for is_large in (True, False)
        ],
    )
