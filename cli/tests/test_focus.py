"""Focus cities: one form, and only municipalities that are there; nothing of it steers a query."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from helpers.deliveries import register_tables
from helpers.running import Built, Deliver, Segmon
from segmon.cache import cached
from segmon.errors import UsageError
from segmon.focus import N_SHOWN, in_one_form, require_known
from segmon.published.scope import Scope, read_scope
from segmon.published.warehouse import open_warehouse

NAMES = {"GM0363": "Amsterdam", "GM0637": "Zoetermeer", "GM0096": "Vlieland", "GM0344": "Utrecht"}
#: Text that would be a query of its own where it is not quoted.
INJECTION = "GM0363') union all select pupil_id, pupil_id, '2023-2024' from delivery.pupils --"


def test_a_code_has_one_form() -> None:
    assert in_one_form(["GM0363", "0363", " 363", "gm0363", "GM363"]) == ("GM0363",)
    assert in_one_form(["637", "96"]) == ("GM0637", "GM0096")
    # whatever is no code of that form is looked up as it is
    assert in_one_form(["E09000001", "GM03634", "O'Brien"]) == ("E09000001", "GM03634", "O'Brien")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("GM0364", "GM0364 (did you mean GM0363 (Amsterdam)"),
        ("amsterdm", "amsterdm (did you mean GM0363 (Amsterdam)?)"),
        ("Zoetermeer", "Zoetermeer (did you mean GM0637 (Zoetermeer)?)"),
        ("", "no municipality (empty); it has"),
        ("\x1b[2J", r"\x1b[2J"),
        ("x" * 5000, "x" * N_SHOWN + "…;"),
    ],
)
def test_an_unknown_code_is_named_with_what_is_nearly_the_same(code: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        require_known(["GM0363", code], NAMES, "the delivery")
    assert str(refused.value).startswith("--focus: the delivery has no municipality ")
    assert said in str(refused.value)
    assert str(refused.value).endswith("; it has GM0096, GM0344, GM0363, …")


def test_every_unknown_code_is_named() -> None:
    with pytest.raises(UsageError, match=r"no municipality XX, YY; it has GM0363$"):
        require_known(["XX", "GM0363", "YY"], {"GM0363": "Amsterdam"}, "this build")


@pytest.mark.parametrize("unknown", ["GM9999", INJECTION], ids=["unknown", "injection"])
def test_a_build_with_an_unknown_code_publishes_nothing(
    unknown: str, deliver: Deliver, published: Path, segmon: Segmon
) -> None:
    run = segmon(
        *("build", "--input", deliver(register_tables()), "--layout", "register", "--json"),
        *("--warehouse", published, "--focus", "GM0363", "--focus", unknown),
    )
    assert run.returncode == 2, run.stderr
    error = json.loads(run.stdout)["error"]
    assert error.startswith(f"--focus: the delivery has no municipality {unknown[:N_SHOWN]}")
    assert "Traceback" not in run.stderr


def test_a_build_with_cities_of_the_caller(
    deliver: Deliver, tmp_path: Path, segmon: Segmon
) -> None:
    tables = register_tables()
    # a name is text of the delivery, which may hold what means something in SQL
    towns = tables["municipalities"]
    towns.loc[towns["municipality_code"] == "GM0096", "municipality_name"] = "'s-Gravenland"
    warehouse = tmp_path / "warehouse" / "segmon.duckdb"
    run = segmon(
        *("build", "--input", deliver(tables), "--layout", "register", "--json"),
        *("--warehouse", warehouse, "--focus", "96", "--focus", "GM0637", "--focus", "GM0096"),
    )
    assert run.returncode == 0, run.stderr
    assert Built(warehouse).rows(
        "select distinct area_code, area_name from marts.segregation_g4 order by 1"
    ) == [("GM0096", "'s-Gravenland"), ("GM0637", "Zoetermeer")]
    (said,) = Built(warehouse).rows("select vars from ops.build_manifest")[0]
    assert json.loads(said)["focus_cities"] == ["GM0096", "GM0637"]


def test_the_reader_of_a_build_names_cities_in_any_form(register_build: Built) -> None:
    with open_warehouse(register_build.warehouse) as connection:
        assert list(read_scope(connection, ["637", "gm0363"]).cities) == ["GM0637", "GM0363"]
        with pytest.raises(UsageError, match="this build has no municipality GM9999"):
            read_scope(connection, ["GM9999"])


def test_a_code_is_never_a_query(register_build: Built) -> None:
    with open_warehouse(register_build.warehouse) as connection:
        scope = Scope({"GM0363') or ('' = '": "nowhere"}, ("NL",), ())
        rows = connection.execute(f"select distinct area_level from ({scope.indices}) order by 1")
        assert rows.fetchall() == [("national",), ("urbanity",)]


def test_the_name_of_a_cached_file_is_as_long_for_many_codes() -> None:
    codes = [f"GM{code:04d}" for code in range(400)]
    one, many = cached(".msgpack", "layout"), cached(".msgpack", "layout", *codes)
    assert one and many and one.name != many.name
    assert len(one.name) == len(many.name)
