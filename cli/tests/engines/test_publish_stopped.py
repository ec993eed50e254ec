"""Publishing that is killed, rolled back or done twice at once: readers see one build whole."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from helpers.publishing import (
    READER,
    Publishing,
    ask,
    connected,
    publish_from,
    rows_of,
    rows_there,
)
from helpers.running import COMMAND, PATIENCE, Built, wait_until
from segmon.engines.profiles import Engine
from segmon.engines.publication import Destination
from segmon.errors import EngineError

Place = dict[str, str]
#: At how many places, spread over its run, a publication is killed.
N_POINTS = 10


@pytest.fixture(scope="module")
def publishing() -> Iterator[Publishing]:
    yield Publishing()


@pytest.fixture(scope="module")
def n_steps(
    publishing: Publishing, register_build: Built, one_year_build: Built, postgres_server: object
) -> int:
    """How many steps it takes to publish over what is there."""
    place: Place = postgres_server.new_database()  # type: ignore[attr-defined]
    publish_from(one_year_build.warehouse, place)
    code, n_steps = publishing(register_build.warehouse, place)
    assert code == 0
    # statements and parts of tables: enough to be killed in the middle of
    assert n_steps > 150
    return n_steps


@pytest.mark.parametrize("part", range(N_POINTS))
def test_killed_at_a_point(
    part: int,
    publishing: Publishing,
    n_steps: int,
    register_build: Built,
    one_year_build: Built,
    postgres: Place,
) -> None:
    publish_from(one_year_build.warehouse, postgres)
    before = rows_there(postgres)
    point = 1 + part * (n_steps - 1) // (N_POINTS - 1)
    code, _ = publishing(register_build.warehouse, postgres, point)
    assert code == -signal.SIGKILL
    # the last steps come after the commit: the planner is told
    is_done = rows_there(postgres) != before
    assert is_done == (part == N_POINTS - 1)
    if is_done:
        assert rows_there(postgres) == rows_of(register_build.warehouse)
    # the lock went with the process
    publish_from(register_build.warehouse, postgres)
    assert rows_there(postgres) == rows_of(register_build.warehouse)


@pytest.mark.parametrize("part", [0.2, 0.6])
def test_the_first_one_killed_leaves_nothing(
    part: float, publishing: Publishing, n_steps: int, register_build: Built, postgres: Place
) -> None:
    code, _ = publishing(register_build.warehouse, postgres, int(part * n_steps))
    assert code == -signal.SIGKILL
    assert rows_there(postgres) == {}
    assert ask(postgres, "select count(*) from pg_namespace where nspname = 'marts'") == [(0,)]
    publish_from(register_build.warehouse, postgres)
    assert rows_there(postgres) == rows_of(register_build.warehouse)


# --- readers while builds are published ---

VIEW = """
    create view public.seen as
    select
        (select build_id from ops.build_manifest where is_current) as build_id,
        (select count(*) from marts.segregation_municipality) as n_indices,
        (select count(*) from marts.travel_distance) as n_distances,
        (select sum(n_pupils) from marts.data_coverage) as n_pupils,
        (select count(*) from ops.check_results) as n_checks
"""


def numbered(warehouse: Path, number: int, folder: Path, *, spoiled: bool) -> tuple[Path, tuple]:
    """A build with content of its own, and what the view will show of it."""
    copy = Path(shutil.copy(warehouse, folder / f"build-{number}.duckdb"))
    with duckdb.connect(str(copy)) as connection:
        connection.execute(
            f"""
            update ops.build_manifest set build_id = 'build-{number}' where is_current;
            delete from marts.segregation_municipality
            where rowid % 97 < {number};
            update marts.data_coverage set n_pupils = n_pupils + {number};
            insert into ops.check_results from ops.check_results limit {number};
            """
        )
        if spoiled:
            # nearly all tables are filled by the time that this key is refused
            connection.execute(
                "insert into marts.segregation_urbanity from marts.segregation_urbanity limit 1"
            )
        view = VIEW.partition(" as\n")[2]
        shown = connection.execute(view).fetchone()
    assert shown
    return copy, shown


def test_readers_see_one_build_at_a_time(
    register_build: Built, postgres: Place, tmp_path: Path
) -> None:
    """Ten publications, of which three fail near their end, read by a role that may only read."""
    spoiled = {3, 6, 8}
    builds = [
        numbered(register_build.warehouse, n, tmp_path, spoiled=n in spoiled) for n in range(11)
    ]
    publish_from(builds[0][0], postgres)
    ask(postgres, "drop role if exists looker; create role looker login")
    ask(postgres, f"{VIEW}; grant select on public.seen to looker; grant {READER} to looker")
    seen, done = set(), threading.Event()
    joined = (
        "select (select build_id from ops.build_manifest where is_current),"
        " count(*), count(distinct school_year) from marts.segregation_municipality"
        " join marts.data_coverage using (school_year, sector, characteristic)"
    )

    def read() -> None:
        with connected(postgres, user="looker") as connection, connection.cursor() as cursor:
            while not done.is_set():
                cursor.execute("select * from public.seen")
                seen.add(cursor.fetchone())
                cursor.execute(joined)
                ((build_id, n_rows, _),) = cursor.fetchall()
                number = int(build_id.partition("-")[2])
                assert n_rows == builds[number][1][1]

    failures: list[BaseException] = []

    def reader() -> None:
        try:
            read()
        except BaseException as error:
            failures.append(error)

    readers = [threading.Thread(target=reader) for _ in range(2)]
    for thread in readers:
        thread.start()
    shown = builds[0][1]
    for number, (warehouse, expected) in enumerate(builds[1:], 1):
        if number in spoiled:
            with pytest.raises(EngineError, match="duplicate key"):
                publish_from(warehouse, postgres)
        else:
            publish_from(warehouse, postgres)
            shown = expected
        wait_until(lambda shown=shown: shown in seen or bool(failures))  # type: ignore[misc]
    done.set()
    for thread in readers:
        thread.join()
    assert failures == []
    assert seen == {expected for n, (_, expected) in enumerate(builds) if n not in spoiled}
    ask(postgres, "drop view public.seen; drop owned by looker; drop role looker")


@contextmanager
def another_at_work(place: Place) -> Iterator[None]:
    """A publication without prefix that has begun, and ends when this does."""
    key = int.from_bytes(hashlib.sha256(b"segmon publish ").digest()[:8], signed=True)
    with connected(place) as connection, connection.cursor() as cursor:
        connection.autocommit = False
        cursor.execute("select pg_advisory_xact_lock(%s)", [key])
        yield
        connection.rollback()


def test_two_at_once_wait_for_each_other(
    register_build: Built, one_year_build: Built, postgres: Place
) -> None:
    publish_from(one_year_build.warehouse, postgres)
    told: list[str] = []
    other = threading.Thread(
        target=publish_from,
        args=(register_build.warehouse, postgres),
        kwargs={"on_wait": told.append},
    )
    with another_at_work(postgres):
        other.start()
        wait_until(lambda: bool(told))
        time.sleep(1)
        assert rows_there(postgres) == rows_of(one_year_build.warehouse)
    other.join()
    assert told == ["another publication"]
    assert rows_there(postgres) == rows_of(register_build.warehouse)


def test_a_signal_ends_it_while_it_waits(register_build: Built, postgres: Place) -> None:
    with another_at_work(postgres):
        process = subprocess.Popen(
            [COMMAND, "publish", "--to", "postgres", "--warehouse", register_build.warehouse],
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **postgres},
        )
        assert process.stderr
        assert process.stderr.readline() == "waiting for another publication to end\n"
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 128 + signal.SIGTERM
    assert said == "error: stopped before it was done\n"
    assert rows_there(postgres) == {}


def test_prefixes_at_once(register_build: Built, postgres: Place, publishing: Publishing) -> None:
    """None waits for another, and one of them makes the role that all of them grant to."""
    prefixes = ("a_", "b_", "c_")
    to = [Destination(Engine.postgres, prefix, "new_reader") for prefix in prefixes]
    assert publishing.side_by_side(register_build.warehouse, postgres, *to) == [0, 0, 0]
    for prefix in prefixes:
        assert rows_there(postgres, prefix) == rows_of(register_build.warehouse)
    ask(postgres, "drop owned by new_reader; drop role new_reader")
