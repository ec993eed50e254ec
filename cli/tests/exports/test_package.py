"""The package of the marts: described as it is, whole, and the same for the same warehouse."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from helpers.packages import DOCUMENTS, LICENCE, described, package
from helpers.running import Built, Segmon
from segmon.exports.formats import MartsFormat


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


def test_the_command_lists_all_files(register_build: Built, segmon: Segmon, tmp_path: Path) -> None:
    run = segmon(
        *("export", "marts", "--format", "csv", "--out", tmp_path / "out", "--json"),
        *("--warehouse", register_build.warehouse),
    )
    assert run.returncode == 0, run.stderr
    files = {Path(file).name for file in json.loads(run.stdout)["files"]}
    assert files == {file.name for file in (tmp_path / "out").iterdir()}
    assert files >= DOCUMENTS
