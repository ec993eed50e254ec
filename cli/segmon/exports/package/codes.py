"""What the codes in the marts mean: from their dimensions, or from the seeds without those."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from segmon.labels import Language, labels, read_seed
from segmon.published.tables import MARTS

#: The dimension, its column with the code, what its columns with names begin with, and its order.
DIMENSIONS = {
    "characteristic": ("dim_characteristic", "characteristic", "name", "sort_order"),
    "group_code": ("dim_group", "group_code", "name", "characteristic, sort_order"),
    "category_kind": ("dim_category", "category_kind", "kind_name", "sort_order"),
    "category_code": ("dim_category", "category_code", "name", "category_kind, sort_order"),
    "index_code": ("dim_index", "index_code", "name", "sort_order"),
    "status": ("dim_status", "status", "name", "sort_order"),
}
#: Kinds of labels with the codes of a column, in the order in which people see them.
LABELS = {
    "sector": ("sector",),
    "characteristic": ("characteristic",),
    "area_level": ("area_level",),
    "index_code": ("index",),
    "category_kind": ("category_kind",),
    "category_code": ("denomination", "school_type", "governance"),
    "governance": ("governance",),
    "status": ("status",),
    "urbanity": ("urbanity",),
    "symbol": ("symbol",),
    "figure_kind": ("figure_kind",),
    "verdict": ("verdict",),
}
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


def read_codes(
    connection: duckdb.DuckDBPyConnection, tables: Collection[str]
) -> dict[str, CodeList]:
    """The codes of each column of the marts that has a list of them.

    Args:
        connection: a published warehouse.
        tables: names of its marts.
    """
    lists = {column: _of_labels(column) for column in LABELS} | {"group_code": _of_groups()}
    for column, (dimension, code, name, order) in DIMENSIONS.items():
        if dimension in tables:
            lists[column] = _of_dimension(connection, dimension, code, name, order)
    return lists


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


def _of_labels(column: str) -> CodeList:
    return _list(
        (code, (name, labels(kind, Language.en)[code]), ("", ""))
        for kind in LABELS[column]
        for code, name in labels(kind, Language.nl).items()
        if code not in NO_CODES.get(column, ())
    )


def _of_groups() -> CodeList:
    return _list(
        (row["group_code"], (row["group_name_nl"], row["group_name_en"]), ("", ""))
        for row in read_seed("characteristics")
    )


def _list(rows: Iterable[tuple[str, Sequence[str | None], Sequence[str | None]]]) -> CodeList:
    """Codes in their order, each once; where two kinds share a code, the first one names it."""
    found: dict[str, Code] = {}
    for code, names, definitions in rows:
        found.setdefault(code, Code(code, _by_language(names), _by_language(definitions)))
    return tuple(found.values())


def _by_language(texts: Sequence[str | None]) -> dict[Language, str]:
    return {language: text or "" for language, text in zip(Language, texts, strict=True)}
