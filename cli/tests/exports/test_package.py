"""The package of the marts: described as it is, whole, and the same for the same warehouse."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from helpers.running import Built, Segmon
from segmon.errors import UsageError
from segmon.exports.formats import MartsFormat
from segmon.exports.package.codes import DIMENSIONS
from segmon.exports.package.write import export_package
from segmon.labels import Language, labels
from segmon.licence import read_licence
from segmon.project import PARTS, choose_project, project_dir
from segmon.published.warehouse import open_warehouse

DOCUMENTS = {
    *("datapackage.json", "codebook.nl.md", "codebook.en.md"),
    *("CITATION.cff", "metadata.jsonld", "LICENSE-DATA"),
}
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


def package(warehouse: Path, out: Path, form: MartsFormat = MartsFormat.csv) -> dict[str, bytes]:
    """The files of the package of a warehouse."""
    with open_warehouse(warehouse) as connection:
        files = export_package(connection, form, out)
    assert sorted(files) == sorted(out.iterdir())
    return {file.name: file.read_bytes() for file in files}


def described(files: dict[str, bytes]) -> dict[str, Any]:
    """The resources of a package, by name."""
    resources = json.loads(files["datapackage.json"])["resources"]
    return {resource["name"]: resource for resource in resources}


@pytest.fixture
def own_dimensions(register_build: Built, tmp_path: Path) -> Path:
    """The warehouse of the hand-made delivery with the dimensions of this test."""
    file = tmp_path / "own.duckdb"
    shutil.copyfile(register_build.warehouse, file)
    with duckdb.connect(str(file)) as connection:
        for change in OWN_DIMENSIONS:
            connection.execute(change)
    return file


def test_a_package_says_what_its_files_are(register_build: Built, tmp_path: Path) -> None:
    files = package(register_build.warehouse, tmp_path / "out")
    resources = described(files)
    assert set(files) == DOCUMENTS | {resource["path"] for resource in resources.values()}
    comments = dict(
        register_build.rows(
            "select table_name || '.' || column_name, comment from duckdb_columns()"
            " where schema_name = 'marts'"
        )
    )
    said = {}
    for name, resource in resources.items():
        content = files[resource["path"]]
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        header = content.decode().split("\r\n")[0].split(",")
        assert header == [field["name"] for field in resource["schema"]["fields"]]
        for field in resource["schema"]["fields"]:
            said[f"{name}.{field['name']}"] = field["description"]
    assert said == comments
    schema = resources["segregation_national"]["schema"]
    fields = {field["name"]: field for field in schema["fields"]}
    assert schema["primaryKey"] == [
        *("school_year", "sector", "characteristic", "area_code", "index_code")
    ]
    assert fields["value"]["type"] == "number"
    assert fields["value"]["constraints"] == {"required": False}
    assert fields["n_schools"]["type"] == "integer"
    assert fields["sector"]["constraints"] == {"required": True, "enum": ["po", "vo"]}
    # every mart but the codes themselves leads to what its codes mean
    without = {name for name, it in resources.items() if "foreignKeys" not in it["schema"]}
    assert without == {
        *("dim_category", "dim_characteristic", "dim_definition", "dim_index", "dim_school_year"),
        *("dim_status", "published_comparison"),
    }


def test_sources_are_the_files_that_were_delivered(register_build: Built, tmp_path: Path) -> None:
    content = json.loads(package(register_build.warehouse, tmp_path / "out")["datapackage.json"])
    delivered = register_build.rows("select file_name, 'sha256:' || sha256 from ops.input_files")
    assert sorted((it["title"], it["hash"]) for it in content["sources"]) == sorted(delivered)
    ((build_id, finished),) = register_build.rows(
        "select build_id, finished_at from ops.build_manifest where is_current"
    )
    assert content["version"] == build_id
    assert content["created"] == f"{finished:%Y-%m-%dT%H:%M:%SZ}"


def test_parquet_says_what_it_is(
    register_build: Built, choose: Callable[[str], None], tmp_path: Path
) -> None:
    choose(LICENCE)
    package(register_build.warehouse, tmp_path / "out", MartsFormat.parquet)
    file = tmp_path / "out" / "segregation_national.parquet"
    with duckdb.connect() as connection:
        pairs = connection.execute(f"select key, value from parquet_kv_metadata('{file}')")
        said = {bytes(key).decode(): bytes(text).decode() for key, text in pairs.fetchall()}
    ((build_id, comment),) = register_build.rows(
        "select build_id, comment from ops.build_manifest, duckdb_tables()"
        " where is_current and table_name = 'segregation_national'"
    )
    columns = register_build.rows(
        "select column_name, comment from duckdb_columns()"
        " where table_name = 'segregation_national'"
    )
    assert said["segmon.description"] == comment.strip()
    assert json.loads(said["segmon.columns"]) == dict(columns)
    assert said["segmon.build_id"] == build_id
    assert json.loads(said["segmon.sources"]) == dict(
        register_build.rows("select file_name, sha256 from ops.input_files")
    )
    assert (said["segmon.license"], said["segmon.license_url"]) == (
        "CC-BY-4.0",
        "https://example.org/by",
    )


@pytest.mark.parametrize("form", MartsFormat)
def test_the_same_warehouse_gives_the_same_bytes(
    form: MartsFormat, register_build: Built, tmp_path: Path
) -> None:
    once = package(register_build.warehouse, tmp_path / "once", form)
    assert package(register_build.warehouse, tmp_path / "again", form) == once


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


def test_linked_data_list_the_files(register_build: Built, tmp_path: Path) -> None:
    files = package(register_build.warehouse, tmp_path / "out")
    content = json.loads(files["metadata.jsonld"])
    assert content["@type"] == ["Dataset", "dcat:Dataset"]
    assert {it["@language"]: it["@value"] for it in content["dct:title"]}.keys() == {"nl", "en"}
    assert content["temporalCoverage"] == "2022/2024"
    assert content["dct:spatial"]["@id"].endswith("/country/NLD")
    found = {it["contentUrl"]: it["sha256"] for it in content["distribution"]}
    assert found == {
        name: hashlib.sha256(text).hexdigest()
        for name, text in files.items()
        if name not in DOCUMENTS
    }
    # nobody said who publishes it, or under which licence
    assert not {"license", "dct:license", "publisher"} & set(content)


LICENCE = "{spdx: CC-BY-4.0, name: Naamsvermelding 4.0, url: 'https://example.org/by'}"


@pytest.fixture
def choose(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Works with a copy of the project with another licence."""

    def copy_with(licence: str) -> None:
        own = tmp_path / "project"
        own.mkdir()
        for part in PARTS:
            source = project_dir() / part
            (shutil.copytree if source.is_dir() else shutil.copyfile)(source, own / part)
        text = (project_dir() / "dbt_project.yml").read_text(encoding="utf-8")
        assert "data_license: ''" in text
        text = text.replace("data_license: ''", f"data_license: {licence}")
        text = text.replace("data_publisher: ''", "data_publisher: 'Bureau <b> & Zonen'")
        (own / "dbt_project.yml").write_text(text, encoding="utf-8")
        monkeypatch.setenv("SEGMON_PROJECT", "")
        choose_project(own)

    return copy_with


def test_the_owner_of_the_data_chooses_the_licence(
    register_build: Built, choose: Callable[[str], None], tmp_path: Path
) -> None:
    choose(LICENCE)
    files = package(register_build.warehouse, tmp_path / "out")
    content = json.loads(files["datapackage.json"])
    licence = {"name": "CC-BY-4.0", "title": "Naamsvermelding 4.0"}
    assert content["licenses"] == [{**licence, "path": "https://example.org/by"}]
    assert content["contributors"] == [{"title": "Bureau <b> & Zonen", "roles": ["publisher"]}]
    text = files["LICENSE-DATA"].decode()
    assert "SPDX-License-Identifier: CC-BY-4.0" in text
    assert "https://example.org/by" in text
    cited = yaml.safe_load(files["CITATION.cff"])
    assert cited["license"] == "CC-BY-4.0"
    assert cited["authors"] == [{"name": "Bureau <b> & Zonen"}]
    linked = json.loads(files["metadata.jsonld"])
    assert linked["license"] == "https://example.org/by"
    assert linked["dct:publisher"]["foaf:name"] == "Bureau <b> & Zonen"
    assert "Naamsvermelding 4.0" in files["codebook.nl.md"].decode()


def test_without_a_licence_nobody_is_told_of_one(register_build: Built, tmp_path: Path) -> None:
    files = package(register_build.warehouse, tmp_path / "out")
    assert "licenses" not in json.loads(files["datapackage.json"])
    assert "has not chosen a licence" in files["LICENSE-DATA"].decode()
    assert "geen licentie gekozen" in files["LICENSE-DATA"].decode()
    cited = yaml.safe_load(files["CITATION.cff"])
    assert {"cff-version", "message", "title", "authors"} <= set(cited)
    assert cited["type"] == "dataset"
    assert not {"license", "license-url"} & set(cited)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("no such thing", "no id of SPDX"),
        ({"license": "CC0-1.0"}, "has the keys spdx, name, url"),
        ({"spdx": 4}, "has the keys"),
        (["CC0-1.0"], "has the keys"),
        ({"name": "Own", "url": "javascript:alert(1)"}, "no address"),
    ],
)
def test_what_is_no_licence_is_refused(value: Any, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read_licence(value)


@pytest.mark.parametrize("value", ["", None, {}, {"spdx": "", "name": " "}])
def test_no_licence_is_none(value: Any) -> None:
    assert read_licence(value) is None


def test_a_licence_that_is_not_on_the_list_has_a_name() -> None:
    licence = read_licence({"name": "Eigen voorwaarden (2024)"})
    assert licence and licence.identifier == "Eigen-voorwaarden-2024"
    assert (licence.spdx, licence.url) == ("", "")


def test_the_command_lists_all_files(register_build: Built, segmon: Segmon, tmp_path: Path) -> None:
    run = segmon(
        *("export", "marts", "--format", "csv", "--out", tmp_path / "out", "--json"),
        *("--warehouse", register_build.warehouse),
    )
    assert run.returncode == 0, run.stderr
    files = {Path(file).name for file in json.loads(run.stdout)["files"]}
    assert files == {file.name for file in (tmp_path / "out").iterdir()}
    assert files >= DOCUMENTS
