"""The licence of the data: chosen by their owner, said by the package, and none without one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from helpers.packages import LICENCE, package
from helpers.running import Built
from segmon.errors import UsageError
from segmon.licence import read_licence


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
