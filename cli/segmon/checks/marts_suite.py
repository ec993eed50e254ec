"""What is expected of the marts before they are published: one suite of expectations per frame.

A frame is a mart, or a small table that `marts_frames` makes of the marts. What a contract or a
test of dbt already holds (not null, keys, codes, shares that add to 1) is not repeated here. How
to run and extend the suites: docs/checks.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import great_expectations.expectations as gxe
from great_expectations.core import ExpectationSuite
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.row_conditions import Column

from segmon.checks.expectations import bounded_shares_suite, said
from segmon.checks.marts_frames import CHANGES


@dataclass(frozen=True)
class Bounds:
    """Where the known values of a column lie, why, and what to do about one that does not."""

    minimum: float
    maximum: float
    why: str
    resolve: str


UNIT_INTERVAL = Bounds(
    *(0, 1, "anything else is no share and no index, and NaN or infinity spoils every mean"),
    "look for counts that are negative or a whole that is smaller than its part",
)
HALF = Bounds(
    *(0, 0.5, "2·p·(1−p)·D is at most a half, and NaN or infinity spoils every mean"),
    "look for the dissimilarity and the pupils of the area in the marts segregation_*",
)
DIFFERENCE = Bounds(
    *(-1, 1, "two values from 0 to 1 differ by no more, and NaN or infinity spoils every mean"),
    "look for the value of one of both years in the marts segregation_*",
)
ERROR = Bounds(
    *(0, 1, "it is the deviation of a difference, and NaN or infinity spoils every mean"),
    "look for dissimilarity_standard_error of one of both years in the marts segregation_*",
)
INFORMATION = Bounds(
    *(
        -1.1,
        1.1,
        "M is at most the logarithm of three groups, and NaN or infinity spoils every mean",
    ),
    "look for mutual_information of one of both years in the marts segregation_*",
)
KILOMETRES = Bounds(
    *(0, 10_000, "no pupil lives farther from school, and NaN or infinity spoils every mean"),
    "look for distances that are negative or not in metres",
)
#: Marts of indices, each of which has its own bounds, in `dim_index`.
OF_INDICES = tuple(
    f"segregation_{scope}" for scope in ("national", "g4", "urbanity", "municipality", "governance")
)
#: Bounds of the columns of each other mart.
BOUNDS: dict[str, dict[str, Bounds]] = {
    "segregation_change": {"difference": DIFFERENCE, "standard_error": ERROR},
    "segregation_change_span": {"difference": DIFFERENCE, "standard_error": ERROR},
    "segregation_change_chance": {"discovery_share": UNIT_INTERVAL},
    "information_change": {"difference": INFORMATION},
    "group_distribution": {"share": UNIT_INTERVAL},
    "category_composition": {"share": UNIT_INTERVAL},
    "category_contribution": {"dissimilarity": UNIT_INTERVAL},
    "pupils_to_move": {"share_to_move": HALF},
    "travel_distance": {"mean_km": KILOMETRES, "median_km": KILOMETRES},
    "data_coverage": {"missing_share": UNIT_INTERVAL},
}


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
    suites += [areas_suite(), linkage_suite(), *map(changes_suite, SLOW_FIGURES)]
    return {suite.name: suite for suite in suites}


def mart_suite(mart: str, school_years: Sequence[str]) -> ExpectationSuite:
    """A mart: each known value is within its bounds; in `data_coverage`, no school year is lost."""
    expectations: list[Expectation] = [
        gxe.ExpectColumnValuesToBeBetween(
            column=column,
            min_value=bounds.minimum,
            max_value=bounds.maximum,
            **said(
                *(mart, f"each value is between {bounds.minimum:,g} and {bounds.maximum:,g}"),
                *(bounds.why, bounds.resolve),
                example=f"{{key}}: {{{column}_in_mart}}",
            ),
        )
        for column, bounds in BOUNDS[mart].items()
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
