"""Where the values of the marts lie: the bounds that `marts_suite` expects of them."""

from __future__ import annotations

from dataclasses import dataclass, replace


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
    *(-1.1, 1.1),
    "M is at most the logarithm of three groups, and NaN or infinity spoils every mean",
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
    "segregation_governance_change": {"difference": DIFFERENCE},
    "segregation_change_chance": {"discovery_share": UNIT_INTERVAL},
    "information_change": {"difference": INFORMATION},
    "group_distribution": {"share": UNIT_INTERVAL, "missing_share": UNIT_INTERVAL},
    "category_composition": {"share": UNIT_INTERVAL},
    "pupils_to_move": {"share_to_move": HALF},
    "travel_distance": {"mean_km": KILOMETRES, "median_km": KILOMETRES},
    "data_coverage": {"missing_share": UNIT_INTERVAL},
}
FICTITIOUS = Bounds(
    *(
        0,
        100_000,
        "what a municipality would be may exceed 1, but NaN or infinity spoils every mean",
    ),
    "look for the schools and pupils of the municipality in int_school_group_counts",
)
#: Of each column of `category_contribution`, its bounds and the definitions that have them.
OF_CONTRIBUTIONS = (
    (
        *("dissimilarity", UNIT_INTERVAL),
        ("monitor", "additive", "neutralised", "leave_out", "monitor_expected"),
    ),
    ("dissimilarity", FICTITIOUS, ("size_neutral",)),
    ("counterfactual_dissimilarity", UNIT_INTERVAL, ("neutralised", "leave_out")),
    (
        *("counterfactual_dissimilarity", FICTITIOUS),
        ("monitor", "monitor_expected", "size_neutral"),
    ),
    ("contribution", UNIT_INTERVAL, ("additive",)),
    ("contribution", DIFFERENCE, ("neutralised", "leave_out")),
    (
        *("contribution", replace(FICTITIOUS, minimum=-FICTITIOUS.maximum)),
        ("monitor", "monitor_expected", "size_neutral"),
    ),
)
