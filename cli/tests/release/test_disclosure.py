"""Every column of every mart says what it discloses, or it does not leave."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from segmon.project import project_dir

#: Marts that do not leave: no column of them has a class.
STAY = {"published_comparison"}
CLASSES = {"key", "count", "share", "index", "distance", "text"}
#: Counts that are no pupils: public, or of changes.
NO_PUPILS = {
    "n_schools": "key",
    "n_municipalities": "key",
    "n_changes": "key",
    "n_symbols": "text",
    "n_beyond_chance": "text",
    "n_discoveries": "text",
    "n_symbols_by_chance": "index",
}


def marts() -> dict[str, dict[str, dict[str, Any]]]:
    """The columns of each mart, by name."""
    files = (project_dir() / "models" / "marts").rglob("*.yml")
    models = [
        model
        for file in files
        if "semantic" not in file.parts
        for model in yaml.safe_load(file.read_text(encoding="utf-8")).get("models", ())
    ]
    return {
        model["name"]: {column["name"]: column for column in model["columns"]} for model in models
    }


def disclosure(column: dict[str, Any]) -> str | None:
    found: str | None = column.get("config", {}).get("meta", {}).get("disclosure")
    return found


@pytest.mark.parametrize("mart", marts())
def test_every_column_has_a_class_or_the_mart_stays(mart: str) -> None:
    classes = {disclosure(column) for column in marts()[mart].values()}
    if mart in STAY:
        assert classes == {None}
    else:
        assert classes <= CLASSES


@pytest.mark.parametrize("mart", sorted(set(marts()) - STAY))
def test_no_figure_is_a_key(mart: str) -> None:
    for name, column in marts()[mart].items():
        if name in NO_PUPILS:
            assert disclosure(column) == NO_PUPILS[name]
        elif name.startswith("n_"):
            assert disclosure(column) == "count", name
        elif column["data_type"] == "double precision" and mart != "dim_index":
            assert disclosure(column) in {"share", "index", "distance"}, name


@pytest.mark.parametrize("mart", sorted(marts()))
def test_every_mart_has_a_model_that_releases_it(mart: str) -> None:
    assert (project_dir() / "models/release/marts" / f"released_{mart}.sql").is_file()
