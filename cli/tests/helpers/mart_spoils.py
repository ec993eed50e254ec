"""What is done to the marts of the hand-made delivery, and the expectations that say so."""

from __future__ import annotations

from helpers.deliveries import YEARS

FIRST, SECOND = YEARS
NATIONAL = "sector = 'po' and characteristic = 'income' and index_code = 'dissimilarity'"
LATER = f"school_year = '{SECOND}' and sector = 'po' and characteristic = 'income'"
#: The key of a row; the hand-made delivery has no distances.
DISTANCE = f"('{FIRST}', 'po', 'all', 'national', 'NL', 'Nederland', 'all', 'all'"
#: What is done to the marts; the mart, column and rule that say so; an example that is shown.
Spoil = tuple[str, tuple[str, str, str], str]
SPOILED: list[Spoil] = [
    (
        f"update marts.segregation_national set value = 1.5 where {NATIONAL}",
        ("segregation_national", "value", "at most the highest"),
        f"{FIRST} po income national NL dissimilarity: 1.5",
    ),
    (
        f"update marts.segregation_municipality set value = 'nan' where {NATIONAL}"
        " and area_code = 'GM0637'",
        ("segregation_municipality", "value", "at most the highest"),
        f"{FIRST} po income municipality GM0637 dissimilarity: nan",
    ),
    (
        "update marts.segregation_governance set value = -0.1 where area_code = 'GM0096'",
        ("segregation_governance", "value", "at least the lowest"),
        f"{FIRST} po education municipality GM0096 openbaar dissimilarity: -0.1",
    ),
    (
        "update marts.segregation_g4 set value = '-inf'",
        ("segregation_g4", "value", "at least the lowest"),
        f"{FIRST} po education g4 GM0363 dissimilarity: -inf",
    ),
    (
        "update marts.segregation_urbanity set value = 'inf'",
        ("segregation_urbanity", "value", "at most the highest"),
        f"{FIRST} po education urbanity 1 dissimilarity: inf",
    ),
    (
        "update marts.segregation_change set difference = -1.5",
        ("segregation_change", "difference", "between -1 and 1"),
        f"po education g4 GM0363 dissimilarity {FIRST} {SECOND}: -1.5",
    ),
    (
        "update marts.segregation_change set standard_error = 'nan'",
        ("segregation_change", "standard_error", "between 0 and 1"),
        f"po education g4 GM0363 dissimilarity {FIRST} {SECOND}: nan",
    ),
    (
        "update marts.segregation_change_span set difference = 'inf'",
        ("segregation_change_span", "difference", "between -1 and 1"),
        f"po education g4 GM0363 dissimilarity {FIRST} {SECOND}: inf",
    ),
    (
        "update marts.segregation_change_span set standard_error = -0.1",
        ("segregation_change_span", "standard_error", "between 0 and 1"),
        f"po education g4 GM0363 dissimilarity {FIRST} {SECOND}: -0.1",
    ),
    (
        "update marts.segregation_governance_change set difference = -1.5",
        ("segregation_governance_change", "difference", "between -1 and 1"),
        f"po education municipality GM0096 openbaar dissimilarity {FIRST} {SECOND}: -1.5",
    ),
    (
        "update marts.segregation_change_chance set discovery_share = 1.5"
        " where table_code = 'appendix_b'",
        ("segregation_change_chance", "discovery_share", "between 0 and 1"),
        "po education dissimilarity appendix_b: 1.5",
    ),
    (
        "update marts.information_change set difference = 2",
        ("information_change", "difference", "between -1.1 and 1.1"),
        f"po education g4 GM0363 {FIRST} {SECOND}: 2.0",
    ),
    (
        "update marts.group_distribution set share = 2 where group_code = 'low'"
        " and area_code = 'GM0363'",
        ("group_distribution", "share", "between 0 and 1"),
        f"{FIRST} po income municipality GM0363 low: 2.0",
    ),
    (
        "update marts.group_distribution set missing_share = -0.5 where group_code = 'low'"
        " and area_code = 'GM0363' and area_level = 'municipality'",
        ("group_distribution", "missing_share", "between 0 and 1"),
        f"{FIRST} po income municipality GM0363 low: -0.5",
    ),
    (
        "update marts.category_composition set share = 'nan' where category_code = 'all'"
        " and group_code = 'low'",
        ("category_composition", "share", "between 0 and 1"),
        f"{FIRST} po income g4 GM0363 denomination all low: nan",
    ),
    *(
        (
            f"update marts.category_contribution set {column} = {value} where area_code = 'GM0096'"
            f" and definition = '{definition}'",
            ("category_contribution", column, f"{definition} is between {bounds}"),
            f"{FIRST} po education GM0096 denomination openbaar {definition}: {shown}",
        )
        for definition, column, value, bounds, shown in (
            ("monitor_expected", "dissimilarity", "1.5", "0 and 1", "1.5"),
            ("size_neutral", "dissimilarity", "'nan'", "0 and 100,000", "nan"),
            ("leave_out", "counterfactual_dissimilarity", "-0.1", "0 and 1", "-0.1"),
            ("size_neutral", "counterfactual_dissimilarity", "'inf'", "0 and 100,000", "inf"),
            ("additive", "contribution", "1.5", "0 and 1", "1.5"),
            ("leave_out", "contribution", "-1.5", "-1 and 1", "-1.5"),
            ("size_neutral", "contribution", "'nan'", "-100,000 and 100,000", "nan"),
        )
    ),
    (
        "update marts.pupils_to_move set share_to_move = 0.6 where area_code = 'GM0637'",
        ("pupils_to_move", "share_to_move", "between 0 and 0.5"),
        f"{FIRST} po education municipality GM0637: 0.6",
    ),
    (
        f"insert into marts.travel_distance values {DISTANCE}, 10, -1, null, 'means_only')",
        ("travel_distance", "mean_km", "between 0 and 10,000"),
        f"{FIRST} po all national NL all all: -1.0",
    ),
    (
        f"insert into marts.travel_distance values {DISTANCE}, 10, null, 'nan', 'ok')",
        ("travel_distance", "median_km", "between 0 and 10,000"),
        f"{FIRST} po all national NL all all: nan",
    ),
    (
        "update marts.data_coverage set missing_share = 1.01 where characteristic = 'income'",
        ("data_coverage", "missing_share", "between 0 and 1"),
        f"{FIRST} po income: 1.01",
    ),
    (
        f"delete from marts.segregation_municipality where area_code = 'GM0363' and {LATER}",
        ("segregation_municipality", "area_code", "is there, in every year"),
        f"{SECOND} po income GM0363",
    ),
    (
        f"delete from marts.segregation_urbanity where area_code = '5' and {LATER}",
        ("segregation_urbanity", "area_code", "is there, in every year"),
        f"{SECOND} po income 5",
    ),
    (
        f"delete from marts.segregation_national where {LATER}",
        ("segregation_national", "area_code", "is there, in every year"),
        f"{SECOND} po income NL",
    ),
    (
        f"delete from marts.segregation_g4 where area_code = 'GM0363' and {LATER}",
        ("segregation_g4", "area_code", "is there, in every year"),
        f"{SECOND} po income GM0363",
    ),
    (
        f"delete from marts.data_coverage where school_year = '{SECOND}'",
        ("data_coverage", "school_year", "is in the marts"),
        SECOND,
    ),
]
#: A mart, its figure, what that is in the second year, and the rule it breaks.
MOVES = [
    ("segregation_national", "value", "value + 0.5", "the national dissimilarity of po income"),
    ("data_coverage", "n_pupils", "n_pupils * 1.2", "the number of pupils, by po income"),
    ("data_coverage", "n_pupils", "n_pupils * 0.8", "the number of pupils, by po income"),
    ("segregation_national", "n_schools", "n_schools * 2", "the number of schools, by po income"),
]
