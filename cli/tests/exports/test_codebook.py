"""Codes and what they mean: the dimensions of the package, its codebook, and its references."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import duckdb
import pytest

from helpers.packages import described, package
from helpers.running import Built
from segmon.exports.package.codes import DIMENSIONS
from segmon.labels import Language, labels

#: What makes dimensions that say something else than the seeds do.
OWN_DIMENSIONS = (
    "delete from marts.dim_status where status not in ('ok', 'single_school')",
    "update marts.dim_status set sort_order = 2, name_nl = 'goed', name_en = 'good'"
    " where status = 'ok'",
    "update marts.dim_status set sort_order = 1, name_nl = 'één school', name_en = 'one school',"
    " definition_nl = 'D = 0', definition_en = 'D = 0' where status = 'single_school'",
    "update marts.dim_characteristic set name_nl = 'N' || characteristic, definition_nl = 'D'",
    "delete from marts.dim_group where group_code = 'all'",
)


@pytest.fixture
def own_dimensions(register_build: Built, tmp_path: Path) -> Path:
    """The warehouse of the hand-made delivery with the dimensions of this test."""
    file = tmp_path / "own.duckdb"
    shutil.copyfile(register_build.warehouse, file)
    with duckdb.connect(str(file)) as connection:
        for change in OWN_DIMENSIONS:
            connection.execute(change)
    return file


def test_every_code_in_a_mart_is_in_its_enum(register_build: Built, tmp_path: Path) -> None:
    files = package(register_build.warehouse, tmp_path / "out")
    n_enums = 0
    for resource in described(files).values():
        rows = list(csv.DictReader(files[resource["path"]].decode().splitlines()))
        for field in resource["schema"]["fields"]:
            if "enum" in field["constraints"]:
                n_enums += 1
                codes = {row[field["name"]] for row in rows} - {""}
                assert codes <= set(field["constraints"]["enum"])
    assert n_enums > 50


def test_dimensions_give_codes_names_and_references(own_dimensions: Path, tmp_path: Path) -> None:
    files = package(own_dimensions, tmp_path / "out")
    resources = described(files)
    schema = resources["segregation_national"]["schema"]
    fields = {field["name"]: field["constraints"] for field in schema["fields"]}
    # in the order of the dimension, and then what else there is
    assert fields["status"]["enum"][:2] == ["single_school", "ok"]
    references = [
        (key["fields"], key["reference"]["resource"], key["reference"]["fields"])
        for key in schema["foreignKeys"]
    ]
    assert (["characteristic"], "dim_characteristic", ["characteristic"]) in references
    assert (["school_year"], "dim_school_year", ["school_year"]) in references
    groups = resources["group_distribution"]["schema"]["foreignKeys"]
    pair = ["characteristic", "group_code"]
    assert {"fields": pair, "reference": {"resource": "dim_group", "fields": pair}} in groups
    # distances are also those of all pupils together, who are no group
    distances = resources["travel_distance"]["schema"].get("foreignKeys", [])
    has_all = b",all," in files["travel_distance.csv"]
    assert (pair not in [key["fields"] for key in distances]) == has_all
    dutch, english = (files[f"codebook.{language}.md"].decode() for language in Language)
    assert "| `single_school` | één school | D = 0 |" in dutch
    assert "| `single_school` | one school | D = 0 |" in english
    assert "| `income` | Nincome | D |" in dutch


def test_a_dimension_is_in_its_own_order(own_dimensions: Path, tmp_path: Path) -> None:
    files = package(own_dimensions, tmp_path / "out")
    text = files["dim_status.csv"].decode()
    assert [line.split(",")[0] for line in text.splitlines()] == ["status", "single_school", "ok"]
    areas = list(csv.DictReader(files["dim_area.csv"].decode().splitlines()))
    first = [area for area in areas if area["school_year"] == areas[0]["school_year"]]
    levels = [*dict.fromkeys(area["area_level"] for area in first)]
    assert levels == ["national", "g4", "urbanity", "municipality"]


@pytest.mark.parametrize("language", Language)
def test_a_codebook_has_every_table_column_and_code(
    language: Language, register_build: Built, tmp_path: Path
) -> None:
    files = package(register_build.warehouse, tmp_path / "out")
    text = files[f"codebook.{language}.md"].decode()
    titles = labels("mart", language)
    for name, resource in described(files).items():
        section = text.split(f"\n## {titles[name]}\n")[1].split("\n## ")[0]
        assert f"`{name}`" in section
        rows = [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")]
        columns = [field["name"] for field in resource["schema"]["fields"]]
        assert rows[: len(columns)] == columns
    for kind in ("sector", "index", "status", "verdict", "denomination"):
        for code, name in labels(kind, language).items():
            assert f"| `{code}` | {name} |" in text.replace("\\", "")
    other = {Language.nl: "# Tables", Language.en: "# Tabellen"}[language]
    assert f"\n{other}\n" not in text


def test_every_dimension_that_gives_codes_has_a_title() -> None:
    dimensions = {dimension for dimension, *_ in DIMENSIONS.values()}
    assert dimensions <= set(labels("mart", Language.nl))


def test_every_mart_has_a_title(register_build: Built) -> None:
    marts = register_build.rows(
        "select table_name from duckdb_tables() where schema_name = 'marts'"
    )
    assert {name for (name,) in marts} <= set(labels("mart", Language.nl))
