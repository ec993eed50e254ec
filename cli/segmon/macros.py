"""Expression macros of the dbt project, as the SQL that dbt makes of them for DuckDB.

What the models and Python both need, such as the form of a municipality code, is written once: as
a macro. Python asks for its SQL here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from segmon.project import project_dir, project_vars

if TYPE_CHECKING:
    from jinja2.environment import TemplateModule

#: A macro in a file that may hold comments and blocks of other kinds as well.
_MACRO = re.compile(r"\{%-?\s*macro\s.*?\sendmacro\s*-?%\}", re.DOTALL)
#: What `dbt.type_…()` is with dbt's adapter for DuckDB.
_TYPES = {"type_string": "TEXT", "type_int": "integer", "type_bigint": "bigint"}


def expression(macro: str, *arguments: Any, **options: Any) -> str:
    """SQL of a macro that returns an expression.

    The macro may call other macros, `var` and `dbt.type_…`. It may not read a relation, ask the
    database, or need the list that another macro returns.

    Args:
        macro: its name; its file is anywhere in `macros/`.
        arguments: its arguments.
        options: its arguments by name.

    Raises:
        AttributeError: the project has no such macro.
    """
    return str(getattr(_macros(project_dir()), macro)(*arguments, **options)).strip()


@cache
def _macros(project: Path) -> TemplateModule:
    from jinja2 import Environment, StrictUndefined

    def dispatch(name: str, _package: str) -> Callable[..., str]:
        module = _macros(project)
        own = getattr(module, f"duckdb__{name}", None)
        macro: Callable[..., str] = own or getattr(module, f"default__{name}")
        return macro

    # SQL, not HTML: nothing to escape
    environment = Environment(undefined=StrictUndefined, extensions=["jinja2.ext.do"])  # noqa: S701
    # no expression asks which layout is built, or of which areas
    variables = project_vars()
    environment.globals.update(
        {
            "var": lambda name: variables[name],
            "dbt": SimpleNamespace(**{name: lambda sql=sql: sql for name, sql in _TYPES.items()}),
            "return": lambda value: value,
            "adapter": SimpleNamespace(dispatch=dispatch),
        }
    )
    files = sorted((project / "macros").rglob("*.sql"))
    texts = [text for file in files for text in _MACRO.findall(file.read_text(encoding="utf-8"))]
    return environment.from_string("\n".join(texts)).module


def keys_of_marts() -> dict[str, tuple[str, ...]]:
    """The columns of the key of each mart, as the test of those keys lists them."""
    from jinja2 import Environment, StrictUndefined

    found: dict[str, tuple[str, ...]] = {}

    def keys_and_codes(tables: dict[str, tuple[list[str], Any]]) -> str:
        found.update({name: tuple(key) for name, (key, _) in tables.items()})
        return ""

    test = project_dir() / "tests" / "keys" / "keys_of_marts.sql"
    # SQL, not HTML: nothing to escape
    environment = Environment(undefined=StrictUndefined)  # noqa: S701
    template = environment.from_string(test.read_text(encoding="utf-8"))
    template.render(keys_and_codes=keys_and_codes)
    return found
