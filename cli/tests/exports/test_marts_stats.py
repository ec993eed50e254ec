"""The marts as files of SPSS and Stata, read back: values, and labels of columns and codes."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pyreadstat
import pytest

from helpers.packages import package
from helpers.running import Built, Segmon
from segmon.errors import UsageError
from segmon.exports.formats import RFC_4180, MartsFormat
from segmon.exports.marts_stats import SPSS_CODE_LABEL, SPSS_LABEL, STATA_LABEL
from segmon.exports.package.write import export_package
from segmon.labels import Language, labels
from segmon.published.warehouse import open_warehouse

FORMS = [MartsFormat.sav, MartsFormat.dta]
READERS = {MartsFormat.sav: pyreadstat.read_sav, MartsFormat.dta: pyreadstat.read_dta}


def read(file: Path, form: MartsFormat) -> tuple[list[tuple[Any, ...]], Any]:
    """The rows of a file, with codes in the place of their numbers, and what it says of itself."""
    frame, said = READERS[form](str(file))
    if form is MartsFormat.dta:
        for name, texts in said.variable_value_labels.items():
            codes = {number: text.partition(": ")[0] for number, text in texts.items()}
            if codes != {0: "false", 1: "true"}:
                frame[name] = frame[name].map(codes)
    frame = frame.astype(object).where(frame.notna(), None)
    return [tuple(row) for row in frame.itertuples(index=False)], said


def comparable(row: tuple[Any, ...]) -> tuple[str, ...]:
    """A row in which no text is an empty one, as these programs have it, and truth is a number."""
    return tuple(map(_comparable, row))


def _comparable(value: Any) -> str:
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return value or "" if isinstance(value, str | None) else repr(float(value))


@pytest.mark.parametrize("form", FORMS)
def test_what_is_read_back_is_what_is_published(
    form: MartsFormat, register_build: Built, tmp_path: Path
) -> None:
    package(register_build.warehouse, tmp_path, form)
    marts = register_build.rows(
        "select table_name from duckdb_tables() where schema_name = 'marts'"
    )
    for (name,) in marts:
        found, said = read(tmp_path / f"{name}.{form}", form)
        published = register_build.rows(f"select * from marts.{name}")
        assert sorted(map(comparable, found)) == sorted(map(comparable, published)), name
        columns = register_build.rows(
            f"select column_name, comment from duckdb_columns() where table_name = '{name}'"
        )
        assert list(said.column_names) == [column for column, _ in columns]
        for column, comment in columns:
            label = said.column_names_to_labels[column]
            assert label[:-1] and " ".join(comment.split()).startswith(label.rstrip("…"))
            size = len(label) if form is MartsFormat.dta else len(label.encode())
            assert size <= (STATA_LABEL if form is MartsFormat.dta else SPSS_LABEL)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", Language)
def test_codes_have_their_names(
    language: Language, form: MartsFormat, register_build: Built, tmp_path: Path
) -> None:
    with open_warehouse(register_build.warehouse) as connection:
        export_package(connection, form, tmp_path / "out", RFC_4180, language)
    _, said = read(tmp_path / "out" / f"segregation_change.{form}", form)
    for column, kind in (("sector", "sector"), ("index_code", "index"), ("symbol", "symbol")):
        texts = said.variable_value_labels[column]
        names = labels(kind, language)
        if form is MartsFormat.dta:
            assert [*texts] == [*range(1, len(texts) + 1)]
            texts = dict(text.split(": ", 1) for text in texts.values())
        assert texts == {code: names[code] for code in names if code not in "–*"}
        assert all(len(text.encode()) <= SPSS_CODE_LABEL for text in texts.values())
    assert said.variable_value_labels["is_rounding_sensitive"] == {0: "false", 1: "true"}


def test_without_the_library_it_is_named(
    register_build: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    with (
        open_warehouse(register_build.warehouse) as connection,
        pytest.raises(UsageError, match=r"pip install 'segmon\[stats\]'"),
    ):
        export_package(connection, MartsFormat.sav, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_dta_is_described_as_it_is(register_build: Built, segmon: Segmon, tmp_path: Path) -> None:
    run = segmon(
        *("export", "marts", "--format", "dta", "--lang", "en", "--out", tmp_path),
        *("--warehouse", register_build.warehouse),
    )
    assert run.returncode == 0, run.stderr
    content = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    (mart,) = [it for it in content["resources"] if it["name"] == "segregation_national"]
    (sector,) = [it for it in mart["schema"]["fields"] if it["name"] == "sector"]
    assert sector["type"] == "integer"
    assert sector["constraints"]["enum"] == [1, 2]
    assert sector["categories"] == [{"value": 1, "label": "po"}, {"value": 2, "label": "vo"}]


@pytest.mark.parametrize(
    ("form", "moment"), [("sav", b"01 Jan 8000:00:00"), ("dta", b"01 Jan 1980 00:00")]
)
def test_a_file_does_not_say_when_it_was_written(
    form: str, moment: bytes, register_build: Built, tmp_path: Path
) -> None:
    for name, content in package(register_build.warehouse, tmp_path, MartsFormat(form)).items():
        assert (moment in content[:400]) == name.endswith(f".{form}"), name
