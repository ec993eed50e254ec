"""The models of a release on invented schools, without a build: their SQL, as dbt compiles it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from helpers.harness import DATABASE
from segmon.build.dbt_process import DbtProcess
from segmon.database import connect, load_seeds

#: The models of each profile: their SQL by name.
Models = Mapping[str, Mapping[str, str]]
PROFILES = ("national", "municipal")
#: The blocks of one school year, one characteristic.
YEAR, CHARACTERISTIC = "2022-2023", "income"
_REF = re.compile(r'"segmon"\."release"\."(\w+)"')
_TABLES = """
    create schema audit; create table audit.also_hidden (block_id text, rule_code text);
    create schema intermediate; create schema marts; create schema release;
    create table intermediate.int_school_group_counts (
        school_year text, sector text, characteristic text, school_id text, municipality_code text,
        governance text, n_first bigint, n_middle bigint, n_third bigint, n_missing bigint,
        n_known bigint
    );
    create table intermediate.int_schools (
        school_year text, sector text, school_id text, school_name text, municipality_code text,
        denomination text, school_type text, governance text
    );
    create table intermediate.int_municipality_areas (
        school_year text, municipality_code text, area_level text, area_code text, area_name text
    );
    create table marts.dim_group (characteristic text, group_code text, group_position text);
    create table marts.segregation_change (
        sector text, characteristic text, from_year text, to_year text
    );
"""


@dataclass(frozen=True)
class School:
    """An invented school: its place, category, governance, and pupils by group."""

    municipality: int
    category: str
    governance: str
    pupils: tuple[int, int, int]


@dataclass(frozen=True)
class Country:
    """An invented country: its schools, the class of each municipality, and which are in focus."""

    sector: str
    schools: Sequence[School]
    classes: Sequence[int]
    n_focus: int
    positions: Sequence[str] = ("first", "middle", "third")


@dataclass(frozen=True)
class Block:
    """A block that would be shown: its schools by number, and whether it is hidden."""

    block_id: str
    schools: frozenset[int]
    is_hidden: bool
    rule: str | None

    @property
    def level(self) -> str:
        return self.block_id.split("/")[3]

    @property
    def area(self) -> str:
        return self.block_id.split("/")[4]

    @property
    def kind(self) -> str:
        return self.block_id.split("/")[5]


def compile_release(folder: Path, profile: str) -> dict[str, str]:
    """The SQL of the models of a release, by name, each after what it reads."""
    folder.mkdir(parents=True, exist_ok=True)
    dbt = DbtProcess(folder, folder / DATABASE, {"layout": "register", "release_profile": profile})
    try:
        with connect(folder / DATABASE) as connection:
            load_seeds(connection)
        dbt.run(["compile", "--select", "path:models/release/blocks"], lambda node: None)
    finally:
        dbt.stop()
    files = (folder / "compiled").rglob("models/release/blocks/*.sql")
    found = {file.stem: file.read_text() for file in files}
    ordered: dict[str, str] = {}

    def visit(name: str) -> None:
        for read in _REF.findall(found[name]):
            visit(read)
        ordered[name] = found[name]

    for name in sorted(found):
        visit(name)
    return ordered


def judge_country(
    models: Mapping[str, str], country: Country, limits: Mapping[str, float]
) -> list[Block]:
    """Which blocks of an invented country a release shows.

    Args:
        models: as `compile_release` gives them.
        country: the country.
        limits: limits in place of those of the seed.
    """
    with scratch(country, limits) as connection:
        return judge(connection, models)


@contextmanager
def scratch(country: Country, limits: Mapping[str, float]) -> Iterator[duckdb.DuckDBPyConnection]:
    """The scratch database of a release of an invented country."""
    with duckdb.connect(config={"threads": "1"}) as connection:
        connection.execute("attach ':memory:' as segmon; use segmon")
        load_seeds(connection, "release_limits")
        connection.execute(_TABLES)
        for code, value in limits.items():
            connection.execute(
                "update seeds.release_limits set limit_value = ? where limit_code = ?",
                [value, code],
            )
        _fill(connection, country)
        yield connection


def judge(connection: duckdb.DuckDBPyConnection, models: Mapping[str, str]) -> list[Block]:
    """Which blocks a release shows, by the models that were compiled."""
    for name, sql in models.items():
        connection.execute(f"create or replace table release.{name} as {sql}")
    rows = connection.execute(
        "select block_id, list(school_id), any_value(is_hidden), any_value(broken_rule)"
        " from release.release_hidden inner join release.release_block_schools using ("
        " school_year, sector, characteristic, area_level, area_code, category_kind,"
        " category_code) where is_shown_kind and characteristic <> 'all'"
        " group by block_id order by block_id"
    ).fetchall()
    return [
        Block(str(key), frozenset(int(it) for it in schools), bool(hidden), rule)
        for key, schools, hidden, rule in rows
    ]


def _fill(connection: duckdb.DuckDBPyConnection, country: Country) -> None:
    for position in country.positions:
        connection.execute(
            "insert into marts.dim_group values (?, ?, ?)", [CHARACTERISTIC, position, position]
        )
    for i, school in enumerate(country.schools):
        place = f"GM{school.municipality:04}"
        connection.execute(
            "insert into intermediate.int_school_group_counts values (?,?,?,?,?,?,?,?,?,0,?)",
            [
                *(YEAR, country.sector, CHARACTERISTIC, str(i), place, school.governance),
                *(*school.pupils, sum(school.pupils)),
            ],
        )
        kinds = [school.category, None]
        if country.sector == "vo":
            kinds.reverse()
        connection.execute(
            "insert into intermediate.int_schools values (?,?,?,?,?,?,?,?)",
            [YEAR, country.sector, str(i), "", place, *kinds, school.governance],
        )
    for number, urbanity in enumerate(country.classes):
        place = f"GM{number:04}"
        levels = {"national": "NL", "urbanity": str(urbanity), "municipality": place}
        if number < country.n_focus:
            levels["g4"] = place
        for level, code in levels.items():
            connection.execute(
                "insert into intermediate.int_municipality_areas values (?,?,?,?,?)",
                [YEAR, place, level, code, code],
            )
