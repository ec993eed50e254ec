"""The rules of a delivery find the same on PostgreSQL as in DuckDB, broken ones included."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from checks.test_bad_keys import CASES as KEYS
from checks.test_bad_values import CASES as VALUES
from helpers.deliveries import Form, write_delivery
from helpers.postgres import Server
from helpers.spoils import TABLES, Case
from segmon.checks.checked import check_found, check_opened, require_structure
from segmon.database import Answer
from segmon.delivery.find import FoundDelivery, find_delivery
from segmon.engines.delivered import load_delivery, load_engine_seeds
from segmon.engines.postgres_scratch import PostgresScratch, open_postgres
from segmon.engines.profiles import Engine, read_credentials
from segmon.engines.scratch import Scratch
from segmon.errors import DeliveryError
from segmon.findings import Judged

#: A column that is not there is found before an engine is asked.
CASES = [case for case in (*KEYS, *VALUES) if "exactly once" not in case.rule]
#: Deliveries over which the faults of a layout are spread.
N_SPREAD = 5


@pytest.fixture(scope="module")
def database(postgres_server: Server) -> Iterator[PostgresScratch]:
    """A connection to a database of this module's own."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in postgres_server.new_database().items():
            patch.setenv(name, value)
        with open_postgres(read_credentials(Engine.postgres), "any_") as scratch:
            yield scratch


@pytest.fixture
def scratch(database: PostgresScratch) -> Iterator[PostgresScratch]:
    """Schemas for one delivery."""
    own = replace(database, prefix=f"case_{next(NUMBERS)}_")
    yield own
    own.drop(own.prefix)
    own.execute("discard temp")


NUMBERS = count()


def judged_here(found: FoundDelivery) -> list[Judged]:
    """What DuckDB finds, without the rows of files, which no other engine has."""
    try:
        judged = check_found(found).judged
    except DeliveryError as error:
        judged = error.judged
    return [replace(each, finding=replace(each.finding, first="")) for each in judged]


def judged_there(found: FoundDelivery, scratch: Scratch) -> list[Judged]:
    """What another engine finds."""
    load_engine_seeds(scratch)
    try:
        return [*check_opened(scratch, load_delivery(scratch, found)).judged]
    except DeliveryError as error:
        return [*error.judged]


def spoiled(folder: Path, layout: str, cases: list[Case], form: Form) -> FoundDelivery:
    """A delivery with several faults at once, written to a folder."""
    tables = TABLES[layout]()
    for case in cases:
        tables = case.spoil(tables)
    return find_delivery(write_delivery(tables, folder, form), layout)


@pytest.mark.parametrize("form", [Form.csv, Form.parquet])
@pytest.mark.parametrize("layout", TABLES)
@pytest.mark.parametrize("seed", range(N_SPREAD))
def test_any_faults_together(
    seed: int, layout: str, form: Form, scratch: PostgresScratch, tmp_path: Path
) -> None:
    of_layout = [case for case in CASES if case.layout == layout]
    # every fault is among those of some seed
    chosen = of_layout[seed::N_SPREAD]
    random.Random(seed).shuffle(chosen)
    found = spoiled(tmp_path / "delivery", layout, chosen, form)
    require_structure(found)
    expected = judged_here(found)
    assert any(judged.blocks for judged in expected)
    assert judged_there(found, scratch) == expected


@pytest.mark.parametrize("layout", TABLES)
def test_no_fault(layout: str, scratch: PostgresScratch, tmp_path: Path) -> None:
    found = spoiled(tmp_path / "delivery", layout, [], Form.csv)
    expected = judged_here(found)
    assert not any(judged.blocks for judged in expected)
    assert judged_there(found, scratch) == expected


def test_what_a_query_gives(scratch: PostgresScratch) -> None:
    answer: Answer = scratch.execute("select try_cast('12.0' as integer), try_cast('x' as double)")
    assert answer.fetchone() == (12, None)
    assert answer.fetchone() is None
