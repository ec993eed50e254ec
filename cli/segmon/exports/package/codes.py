"""What the codes in the marts mean: from their dimensions, else from the labels of that name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from segmon.labels import Language, labels
from segmon.published.tables import MARTS

#: The dimension, its column with the code, what its columns with names begin with, and its order.
DIMENSIONS = {
    "characteristic": ("dim_characteristic", "characteristic", "name", "sort_order"),
    "group_code": ("dim_group", "group_code", "name", "characteristic, sort_order"),
    "category_kind": ("dim_category", "category_kind", "kind_name", "sort_order"),
    "category_code": ("dim_category", "category_code", "name", "category_kind, sort_order"),
    "index_code": ("dim_index", "index_code", "name", "sort_order"),
    "definition": ("dim_definition", "definition", "name", "sort_order"),
    "status": ("dim_status", "status", "name", "sort_order"),
}
#: Columns of which there is no dimension: their codes are those of the labels of that kind.
LABELS = (
    *("sector", "area_level", "governance", "urbanity"),
    *("symbol", "table_code", "figure_kind", "verdict"),
)
#: Labels that are no code of a column: a name of the focus cities, what is null, marks of tables.
NO_CODES = {"area_level": {"focus"}, "urbanity": {"unknown"}, "symbol": {"–", "*"}}
#: Columns with the codes of another one.
SAME_CODES = {"symbol_exact": "symbol"}


@dataclass(frozen=True)
class Code:
    """A code, and what people read for it; a definition is empty where there is none."""

    code: str
    names: Mapping[Language, str]
    definitions: Mapping[Language, str]


CodeList = tuple[Code, ...]


def read_codes(connection: duckdb.DuckDBPyConnection) -> dict[str, CodeList]:
    """The codes of each column of the marts that has a list of them.

    Args:
        connection: a published warehouse.
    """
    of_dimensions = {name: _of_dimension(connection, *parts) for name, parts in DIMENSIONS.items()}
    return of_dimensions | {kind: _of_labels(kind) for kind in LABELS}


def _of_dimension(
    connection: duckdb.DuckDBPyConnection, dimension: str, code: str, name: str, order: str
) -> CodeList:
    # a kind has its categories for definitions
    defined = ("definition_nl", "definition_en") if name == "name" else ("''", "''")
    rows = connection.execute(
        f"select {code}, {name}_nl, {name}_en, {', '.join(defined)} from {MARTS}.{dimension}"
        f" order by {order}, {code}"
    ).fetchall()
    return _list((row[0], row[1:3], row[3:5]) for row in rows)


def _of_labels(kind: str) -> CodeList:
    english = labels(kind, Language.en)
    return _list(
        (code, (name, english[code]), ("", ""))
        for code, name in labels(kind, Language.nl).items()
        if code not in NO_CODES.get(kind, ())
    )


def _list(rows: Iterable[tuple[str, Sequence[str | None], Sequence[str | None]]]) -> CodeList:
    """Codes in their order, each once; where two kinds share a code, the first one names it."""
    found: dict[str, Code] = {}
    for code, names, definitions in rows:
        found.setdefault(code, Code(code, _by_language(names), _by_language(definitions)))
    return tuple(found.values())


def _by_language(texts: Sequence[str | None]) -> dict[Language, str]:
    return {language: text or "" for language, text in zip(Language, texts, strict=True)}
