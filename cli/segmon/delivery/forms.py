"""How a value may be written, and how it is brought to the one form that checks and models read.

A code may come as a number from Parquet, an unknown value as an empty text or as no number (NaN),
a number with a decimal comma. What is no form of the value stays as it is: a rule refuses it.
"""

from __future__ import annotations

from segmon.delivery.spec import Column

#: Integer types of DuckDB, which need no parsing.
INTEGERS = frozenset(
    ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"]
)
#: Type of a Parquet column that holds nothing but nulls.
NULL_TYPE = '"NULL"'
#: Beyond it a number with a binary fraction does not hold every whole number.
MAX_WHOLE = 2**53


def is_fractional(kind: str) -> bool:
    """Whether a DuckDB type holds fractions."""
    return kind in ("FLOAT", "DOUBLE") or kind.startswith("DECIMAL")


def family(kind: str) -> str:
    """A DuckDB type in a word for people: number, text, or its own name."""
    if kind in INTEGERS or is_fractional(kind):
        return "number"
    return "text" if kind in ("VARCHAR", "BLOB") else kind.lower()


def is_read(kind: str) -> bool:
    """Whether values of a DuckDB type are read: numbers and text, or nothing but unknown ones."""
    return kind == NULL_TYPE or family(kind) in ("number", "text")


def canonical(column: Column, kind: str, *, may_be_empty: bool = False) -> tuple[str, str]:
    """A column as it is read.

    Args:
        column: the column of the layout.
        kind: its DuckDB type in the files.
        may_be_empty: whether an unknown value may be an empty text.

    Returns:
        SQL over the relation of the files, and its DuckDB type.
    """
    name = f'"{column.name}"'
    if kind == "VARCHAR":
        return (f"nullif({name}, '')" if may_be_empty else name), kind
    is_text = column.rule.type in ("text", "code")
    if is_text and kind in INTEGERS:
        return f"cast({name} as varchar)", "VARCHAR"
    unknown = f"when isnan({name}) then null" if kind in ("FLOAT", "DOUBLE") else ""
    if is_text and is_fractional(kind):
        # 363.0 is the code 363: a tool gives a column of numbers a fraction where it has a gap
        return (
            f"case {unknown} when {name} = floor({name}) and abs({name}) < {MAX_WHOLE}"
            f" then cast(cast({name} as bigint) as varchar) else cast({name} as varchar) end",
            "VARCHAR",
        )
    return (f"case {unknown} else {name} end" if unknown else name), kind
