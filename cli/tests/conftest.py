"""Fixtures: builds that tests share, and the command line they go through."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from filelock import FileLock

from helpers.deliveries import YEARS, Form, Tables, register_tables, write_delivery
from helpers.harness import PUBLISHED, DbtRun, run_dbt
from helpers.postgres import Server, running_server, server_programs
from helpers.replay import Replays
from helpers.running import (
    Built,
    Deliver,
    Golden,
    Segmon,
    Shared,
    build_by_command,
    build_delivery,
    left_beside,
    run_segmon,
)
from helpers.spark import running_session, spark_is_there
from segmon.build.dbt_process import build_command
from segmon.stopping import SIGNALS
from segmon.synth import synthesise

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from helpers.yearly import Yearly

GOLDEN = Path(__file__).with_name("golden")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`python -m pytest --renew-golden` writes the golden files instead of comparing them;
    `--nightly` runs also what takes long and rarely finds what the other tests do not.
    """
    parser.addoption("--renew-golden", action="store_true", help="write the golden files anew")
    parser.addoption("--nightly", action="store_true", help="run the tests marked nightly too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is marked nightly is skipped, and the closing line says how many that are."""
    if not config.getoption("--nightly"):
        for item in items:
            if item.get_closest_marker("nightly"):
                item.add_marker(pytest.mark.skip(reason="it takes long: make nightly"))


def pytest_configure(config: pytest.Config) -> None:
    """What builds of tests cache is not mixed with what the user's own builds do, and commands hear
    the signals that tests send: what a shell starts in the background ignores some of them.
    """
    os.environ["XDG_CACHE_HOME"] = str(config.cache.mkdir("xdg"))  # type: ignore[union-attr]
    for number in (getattr(signal, name) for name in SIGNALS if hasattr(signal, name)):
        if signal.getsignal(number) is signal.SIG_IGN:
            is_ctrl_c = number == signal.SIGINT
            signal.signal(number, signal.default_int_handler if is_ctrl_c else signal.SIG_DFL)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compares a text with its golden file."""

    def compare(name: str, text: str) -> None:
        if request.config.getoption("--renew-golden"):
            GOLDEN.mkdir(exist_ok=True)
            (GOLDEN / name).write_text(text, encoding="utf-8")
        assert text == (GOLDEN / name).read_text(encoding="utf-8"), "see CONTRIBUTING: golden files"

    return compare


@pytest.fixture
def segmon(tmp_path: Path) -> Segmon:
    """The command, run in a folder of the test's own."""

    def run(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
        return run_segmon(*arguments, **{"cwd": tmp_path, **options})

    return run


@pytest.fixture
def deliver(tmp_path: Path) -> Deliver:
    """Writes a delivery to a folder of the test's own."""

    def write(tables: Tables, form: Form = Form.csv, **options: Any) -> Path:
        return write_delivery(tables, tmp_path / "delivery", form, **options)

    return write


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Shared:
    """Makes a folder once for all processes that run tests; the others wait for it."""
    base = tmp_path_factory.getbasetemp()
    root = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def make_once(name: str, make: Callable[[Path], None]) -> Path:
        folder, done = root / name, root / f"{name}.done"
        with FileLock(root / f"{name}.lock"):
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                make(folder)
                done.touch()
        return folder

    return make_once


@pytest.fixture(scope="session")
def register_build(shared: Shared) -> Built:
    """The hand-made delivery in layout register, built."""

    def make(folder: Path) -> None:
        delivery = write_delivery(register_tables(), folder / "delivery")
        build_by_command(delivery, "register", folder / "warehouse" / "segmon.duckdb")

    return Built(shared("register", make) / "warehouse" / "segmon.duckdb")


@pytest.fixture(scope="session")
def varied_build(shared: Shared) -> Built:
    """The hand-made delivery with schools of every kind and with distances, built."""

    def make(folder: Path) -> None:
        tables = register_tables()
        schools, pupils = tables["schools"], tables["pupils"]
        kinds = ["Openbaar", "Protestants-Christelijk", "Rooms-Katholiek", "Islamitisch"]
        offers = ["HAVO/VWO", "VMBO-B/VMBO-K", "VWO"]
        order = {school_id: i for i, school_id in enumerate(schools["school_id"].unique())}
        place = schools["school_id"].map(order)
        schools["denomination"] = [kinds[i % len(kinds)] for i in place]
        schools["programmes"] = [
            offers[i % len(offers)] if sector == "vo" else None
            for i, sector in zip(place, schools["sector"], strict=True)
        ]
        pupils["home_to_school_km"] = [f"{0.3 + i % 11 / 4:.2f}" for i in range(len(pupils))]
        delivery = write_delivery(tables, folder / "delivery")
        warehouse = folder / "warehouse" / "segmon.duckdb"
        build_delivery(delivery, "register", warehouse)
        # as if every category had enough schools, one apart
        with duckdb.connect(str(warehouse)) as connection:
            connection.execute(
                "update marts.category_contribution set status = 'ok'"
                " where status = 'few_schools' and category_code <> 'rooms_katholiek'"
            )

    return Built(shared("varied", make) / "warehouse" / "segmon.duckdb")


@pytest.fixture(scope="session")
def city_build(shared: Shared) -> Built:
    """A synthetic country with a municipality that is named Groningen, in focus, in four years."""

    def make(folder: Path) -> None:
        years = [f"{start}-{start + 1}" for start in (2012, 2016, 2018, 2022)]
        options: dict[str, Any] = {"school_years": years, "names": ["GM0014=Groningen"]}
        synthesise(folder / "register", scale=0.03, **options)
        warehouse = folder / "warehouse" / "segmon.duckdb"
        build_delivery(folder / "register", "register", warehouse, focus=("GM0014", "GM0363"))

    return Built(shared("city", make) / "warehouse" / "segmon.duckdb")


@pytest.fixture(scope="session")
def one_year_build(shared: Shared) -> Built:
    """The second year of the hand-made delivery, built."""

    def make(folder: Path) -> None:
        tables = register_tables()
        late = {name: frame[frame["school_year"] == YEARS[1]] for name, frame in tables.items()}
        delivery = write_delivery(late, folder / "delivery")
        build_delivery(delivery, "register", folder / "warehouse" / "segmon.duckdb")

    return Built(shared("one_year", make) / "warehouse" / "segmon.duckdb")


@pytest.fixture(scope="session")
def register_run(shared: Shared) -> DbtRun:
    """A synthetic register, large enough for a bad plan to show, by the models; it is beside it."""

    def make(folder: Path) -> None:
        synthesise(folder / "register", scale=0.1)
        command = [*build_command(), "--exclude-resource-type", "test"]
        run = run_dbt(folder / "run", "register", command, folder / "register")
        assert not run.said, run.said

    return DbtRun(shared("synthetic", make) / "run")


@pytest.fixture(scope="session")
def microdata(shared: Shared) -> Path:
    """One small country in folders `register`, `parquet` and `sav`, the latter two microdata."""

    def make(folder: Path) -> None:
        synthesise(folder / "register", scale=0.002)
        for file_format in ("parquet", "sav"):
            options = {"layout": "cbs", "file_format": file_format}
            synthesise(folder / file_format, scale=0.002, **options)  # type: ignore[arg-type]

    return shared("microdata", make)


@pytest.fixture(scope="session")
def published_run(shared: Shared) -> DbtRun:
    """DUO's open files of 2016, by the models."""
    if not PUBLISHED.is_dir():
        pytest.skip(f"the published files are not in {PUBLISHED}")

    def make(folder: Path) -> None:
        run = run_dbt(folder, "duo", build_command(), PUBLISHED)
        assert not run.said, run.said

    return DbtRun(shared("dbt_published", make))


@pytest.fixture
def published(register_build: Built, tmp_path: Path) -> Iterator[Path]:
    """A warehouse that is already there, which a refused delivery must leave as it is."""
    warehouse = tmp_path / "warehouse" / "segmon.duckdb"
    warehouse.parent.mkdir()
    content = register_build.warehouse.read_bytes()
    warehouse.write_bytes(content)
    yield warehouse
    assert warehouse.read_bytes() == content
    assert left_beside(warehouse) <= {"lock"}


@pytest.fixture(scope="session")
def yearly(shared: Shared, register_build: Built) -> Yearly:
    """One warehouse over several builds, a school year at a time."""
    from helpers.yearly import Yearly, make_yearly

    return Yearly(shared("yearly", lambda folder: make_yearly(folder, register_build)))


@pytest.fixture(scope="module")
def replays() -> Iterator[Replays]:
    """Runs builds of which dbt's part is copied, each in a process of its own."""
    server = Replays()
    yield server
    server.close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A PostgreSQL server of this test process."""
    if not server_programs():
        pytest.skip("no PostgreSQL server is installed")
    with running_server() as server:
        yield server


@pytest.fixture
def postgres(postgres_server: Server) -> dict[str, str]:
    """A new database of PostgreSQL, as the environment variables that name it."""
    return postgres_server.new_database()


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """The session of Spark in this test process, with tables of its own."""
    if not spark_is_there():
        pytest.skip("no Spark, or no Java for it, is installed")
    with running_session(tmp_path_factory.mktemp("spark")) as session:
        yield session
