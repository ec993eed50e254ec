"""What outsiders hold on to: the published marts, their columns in order, and types."""

from __future__ import annotations

import math

import pytest

from helpers.running import Built

AREA = ["area_level", "area_code", "area_name"]
INDEX = [*AREA, "index_code"]
TOPIC = ["school_year", "sector", "characteristic"]
SEGREGATION = [
    *(*TOPIC, *INDEX, "value", "status", "n_municipalities"),
    *("n_schools", "n_pupils", "n_first", "n_middle", "n_third", "municipal_division"),
]
#: The columns of every mart of the public interface, in order.
CONTRACTS = {
    **{
        f"segregation_{level}": SEGREGATION
        for level in ("national", "g4", "urbanity", "municipality")
    },
    "segregation_change": [
        *("sector", "characteristic", *INDEX, "from_year", "to_year", "from_value", "to_value"),
        *("difference", "symbol", "symbol_exact", "is_rounding_sensitive"),
        *("standard_error", "is_beyond_chance"),
        *("change_opened_schools", "change_same_schools", "change_closed_schools"),
        *("is_area_redrawn", "municipal_division"),
    ],
    "segregation_change_span": [
        *("sector", "characteristic", *INDEX, "from_year", "to_year", "from_value", "to_value"),
        *("difference", "symbol", "symbol_exact", "is_rounding_sensitive"),
        *("standard_error", "is_beyond_chance", "is_area_redrawn", "municipal_division"),
    ],
    "segregation_governance_change": [
        *("sector", "characteristic", *AREA, "governance", "index_code", "from_year", "to_year"),
        *("from_value", "to_value", "difference", "symbol", "symbol_exact"),
        *("is_rounding_sensitive", "is_area_redrawn", "municipal_division"),
    ],
    "segregation_change_chance": [
        *("sector", "characteristic", "index_code", "table_code", "n_changes", "n_symbols"),
        *("n_symbols_by_chance", "n_beyond_chance", "n_discoveries", "discovery_share"),
        "municipal_division",
    ],
    "information_change": [
        *("sector", "characteristic", *AREA, "from_year", "to_year", "from_value", "to_value"),
        *("difference", "change_opened_schools", "change_closed_schools", "change_group_sizes"),
        *("change_school_sizes", "change_composition", "change_segregation", "status"),
        "municipal_division",
    ],
    "segregation_governance": [
        *(*TOPIC, *AREA, "governance", "index_code", "value", "status", "n_municipalities"),
        *("n_schools", "n_pupils", "n_first", "n_middle", "n_third", "municipal_division"),
    ],
    "group_distribution": [
        *(*TOPIC, *AREA, "group_code", "n_pupils", "share", "n_missing", "missing_share"),
        "status",
    ],
    "category_composition": [
        *(*TOPIC, *AREA, "category_kind", "category_code", "group_code"),
        *("n_schools", "n_pupils", "share", "status"),
    ],
    "category_contribution": [
        *(*TOPIC, "area_code", "area_name", "category_kind", "category_code", "definition"),
        *("n_schools", "dissimilarity", "counterfactual_dissimilarity", "contribution", "status"),
    ],
    "travel_distance": [
        *(*TOPIC, *AREA, "governance", "group_code", "n_pupils", "mean_km", "median_km", "status"),
    ],
    "pupils_to_move": [*TOPIC, *AREA, "n_pupils", "share_to_move", "status"],
    "data_coverage": [
        *(*TOPIC, "n_pupils", "n_known", "n_missing"),
        *("n_no_parent", "n_no_row", "n_code_unknown", "n_institutional"),
        *("missing_share", "n_rejected", "status"),
    ],
}
NAMES = ["name_nl", "name_en", "definition_nl", "definition_en"]
NAMED_TOPIC = [
    *("school_year", "start_year", "is_latest", "sector", "sector_name"),
    *("characteristic", "characteristic_name", "characteristic_order"),
]
CONTRACTS |= {
    "dim_characteristic": ["characteristic", "sort_order", *NAMES],
    "dim_group": ["characteristic", "group_code", "group_position", "sort_order", *NAMES],
    "dim_category": [
        *("category_kind", "category_code", "sort_order", "kind_name_nl", "kind_name_en", *NAMES),
    ],
    "dim_area": [
        *("school_year", "area_level", "area_code", "sort_order", "name_nl", "name_en"),
        *("urbanity", "tile_column", "tile_row"),
    ],
    "dim_index": [
        *("index_code", "sort_order", *NAMES, "formula_nl", "formula_en"),
        *("lowest_value", "highest_value", "direction_nl", "direction_en"),
    ],
    "dim_definition": ["definition", "sort_order", *NAMES],
    "dim_school_year": ["school_year", "start_year", "end_year", "reference_date", "is_latest"],
    "dim_status": ["status", "sort_order", *NAMES],
    **{
        f"segregation_all_{language}": [
            *(*NAMED_TOPIC, "area_level", "area_level_name", "area_level_order"),
            *("area_code", "area_name", "area_order", "urbanity"),
            *("index_code", "index_name", "index_order", "value", "status", "status_name"),
            *("n_municipalities", "n_schools", "n_pupils", "n_first", "n_middle", "n_third"),
            "municipal_division",
        ]
        for language in ("nl", "en")
    },
    **{
        f"category_contribution_{language}": [
            *(*NAMED_TOPIC, "area_code", "area_name", "category_kind", "category_kind_name"),
            *("category_code", "category_name", "category_order", "n_schools", "dissimilarity"),
            *("counterfactual_dissimilarity", "contribution", "status", "status_name"),
        ]
        for language in ("nl", "en")
    },
}
#: Columns that are doubles.
DOUBLES = {
    *("value", "share", "missing_share", "from_value", "to_value", "difference"),
    *("standard_error", "n_symbols_by_chance", "discovery_share"),
    *("change_opened_schools", "change_same_schools", "change_closed_schools"),
    *("change_group_sizes", "change_school_sizes", "change_composition", "change_segregation"),
    *("dissimilarity", "counterfactual_dissimilarity", "contribution", "share_to_move"),
    *("mean_km", "median_km", "lowest_value", "highest_value"),
}


def column_type(column: str) -> str:
    """The DuckDB type of a column of the marts, by its name."""
    if column in DOUBLES:
        return "DOUBLE"
    if column == "reference_date":
        return "DATE"
    starts = {"n_": "BIGINT", "is_": "BOOLEAN"}
    ends = {"_order": "INTEGER", "start_year": "INTEGER", "end_year": "INTEGER"}
    ends |= {"tile_column": "INTEGER", "tile_row": "INTEGER"}
    of_starts = [kind for start, kind in starts.items() if column.startswith(start)]
    of_ends = [kind for end, kind in ends.items() if column.endswith(end)]
    return (of_starts + of_ends + ["VARCHAR"])[0]


def test_the_marts_of_the_interface_are_published(register_build: Built) -> None:
    published = set(register_build.said["marts"])
    assert published == {*CONTRACTS, "published_comparison"}


@pytest.mark.parametrize("mart", CONTRACTS)
def test_columns_and_types_are_those_of_the_interface(mart: str, register_build: Built) -> None:
    rows = register_build.rows(f"select column_name, column_type from (describe marts.{mart})")
    assert rows == [(column, column_type(column)) for column in CONTRACTS[mart]]


def test_every_mart_and_column_is_described(register_build: Built) -> None:
    undescribed = register_build.rows(
        "select table_name, '' from duckdb_tables() where coalesce(comment, '') = '' union all"
        " select table_name, column_name from duckdb_columns()"
        " where schema_name = 'marts' and coalesce(comment, '') = ''"
    )
    assert undescribed == []


def test_no_double_is_nan_or_infinite(register_build: Built) -> None:
    doubles = register_build.rows(
        "select table_name, column_name from duckdb_columns()"
        " where schema_name = 'marts' and data_type = 'DOUBLE'"
    )
    assert doubles
    for mart, column in doubles:
        for (value,) in register_build.rows(f'select "{column}" from marts.{mart}'):
            assert value is None or math.isfinite(value), (mart, column)
