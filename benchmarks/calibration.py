"""Compare a register with the published figures, cell by cell, by SQL of its own.

    python benchmarks/calibration.py [--register DIR | --scale X --seed N] [--out FILE.md]

Without `--register` a register is synthesised in a temporary folder. Nothing of the synthesiser's
own arithmetic nor of the project's models is used: pupils are classified, counted and turned into
shares, dissimilarity and interaction here.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

PUBLISHED = Path(__file__).resolve().parents[1] / "seeds" / "published"
CITIES = {
    "GM0363": "Amsterdam",
    "GM0518": "Den Haag",
    "GM0599": "Rotterdam",
    "GM0344": "Utrecht",
}
CLASSES = (
    "zeer_sterk_stedelijk",
    "sterk_stedelijk",
    "matig_stedelijk",
    "weinig_stedelijk",
    "niet_stedelijk",
)
GROUPS = {
    "income": ("low", "middle", "high"),
    "education": ("no_start_qualification", "start_qualification", "higher_education"),
    "migration": ("both_nl", "one_abroad", "both_abroad"),
}
SHARE_TOLERANCE = 0.005
INDEX_TOLERANCE = {"dissimilarity": 0.01, "interaction": 0.015}

_CLASSIFIED = """
    case
        when income_percentile between 1 and 25 then 1
        when income_percentile between 26 and 75 then 2
        when income_percentile between 76 and 100 then 3
    end as income,
    case
        when 'higher_education' in (education_parent_1, education_parent_2) then 3
        when 'start_qualification' in (education_parent_1, education_parent_2) then 2
        when coalesce(education_parent_1, education_parent_2) is not null then 1
    end as education,
    case
        when coalesce(birth_country_parent_1, birth_country_parent_2) is null then null
        else 1
            + cast(coalesce(birth_country_parent_1, birth_country_parent_2) <> 'NL' as integer)
            + cast(coalesce(birth_country_parent_2, birth_country_parent_1) <> 'NL' as integer)
    end as migration
"""
_COUNTED = ", ".join(
    [f"count(*) filter (where {c} = {g}) as {c}_{g}" for c in GROUPS for g in (1, 2, 3)]
    + ["count(*) as n"]
)
_LONG = " union all ".join(
    f"select school_year, sector, school_id, '{c}' as characteristic,"
    f" {c}_1 as x, {c}_2 as m, {c}_3 as y, n from counted"
    for c in GROUPS
)
_AREAS = """
    select *, 'Nederland' as area from located
    union all select *, city from located where city is not null
    union all select *, class from located
"""


@dataclass(frozen=True)
class Cell:
    """One published figure beside the register's."""

    kind: str
    name: str
    target: str
    actual: float
    deviation: float
    tolerance: float

    @property
    def is_met(self) -> bool:
        """Whether the deviation is within the tolerance (with room for the last binary digit)."""
        return abs(self.deviation) <= self.tolerance + 1e-9


def load(connection: duckdb.DuckDBPyConnection, register: Path) -> None:
    """Make the tables `shares` and `indices` from a register."""
    cities = " ".join(f"when '{code}' then '{name}'" for code, name in CITIES.items())
    classes = "[" + ", ".join(f"'{name}'" for name in CLASSES) + "]"
    connection.execute(f"""
        create table counted as
        select school_year, sector, school_id, {_COUNTED}
        from (
            select school_year, sector, school_id, {_CLASSIFIED}
            from read_parquet('{register}/pupils/**/*.parquet', hive_partitioning = true)
            where sector = 'po' or grade in (1, 2)
        ) as pupils
        group by school_year, sector, school_id;
        create table located as
        select
            long.*, municipality_code, {classes}[urbanity] as class,
            case municipality_code {cities} end as city
        from ({_LONG}) as long
        join '{register}/schools.parquet' as schools using (school_year, sector, school_id)
        join '{register}/municipalities.parquet' as places using (school_year, municipality_code);
        create table shares as
        select
            sector, characteristic, area, school_year,
            [sum(x), sum(m), sum(y)] as groups, sum(x + m + y) as known, sum(n) as pupils
        from ({_AREAS}) as areas
        group by sector, characteristic, area, school_year;
        create table municipal as
        select
            sector, characteristic, school_year, municipality_code, any_value(class) as class,
            any_value(city) as city, count(*) filter (where x + m + y > 0) as schools,
            0.5 * sum(abs(x / total_x - y / total_y)) as dissimilarity,
            sum(x / total_x * y / nullif(x + m + y, 0)) as interaction
        from (
            select *, sum(x) over area as total_x, sum(y) over area as total_y
            from located
            window area as (partition by sector, characteristic, school_year, municipality_code)
        ) as schools
        where total_x > 0 and total_y > 0
        group by sector, characteristic, school_year, municipality_code;
        create table indices as
        select
            sector, characteristic, area, school_year,
            sum(schools * dissimilarity) / sum(schools) as dissimilarity,
            sum(schools * interaction) / sum(schools) as interaction
        from ({_AREAS.replace("located", "municipal")}) as areas
        group by sector, characteristic, area, school_year;
    """)


def published(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a published table."""
    with (PUBLISHED / f"published_{name}.csv").open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def share_cells(connection: duckdb.DuckDBPyConnection) -> Iterator[Cell]:
    """Yield the distribution tables (rows not suspect) and the missing shares."""
    rows = connection.execute("select * from shares").fetchall()
    actual = {row[:4]: row[4:] for row in rows}
    for row in published("distribution"):
        key = (row["sector"], row["characteristic"], row["area"], row["school_year"])
        if row["suspect"] or key not in actual:
            continue
        groups, known, _ = actual[key]
        group = GROUPS[row["characteristic"]].index(row["group_code"])
        yield _value_cell("share", (*key, row["group_code"]), row["share"], groups[group] / known)
    for row in published("missing"):
        key = (row["sector"], row["characteristic"], "Nederland", row["school_year"])
        if key in actual:
            _, known, pupils = actual[key]
            yield _value_cell("missing", key, row["missing_share"], 1 - known / pupils)


def _value_cell(kind: str, key: tuple[str, ...], target: str, value: float) -> Cell:
    tolerance = INDEX_TOLERANCE.get(kind, SHARE_TOLERANCE)
    return Cell(kind, " ".join(key), target, value, value - float(target), tolerance)


def index_cells(values: dict[tuple[str, ...], float]) -> Iterator[Cell]:
    """Yield index values (stated or uniquely bounded) and intervals, contested derivations left
    out.
    """
    for row in published("index_bounds"):
        stated = row["basis"].startswith("stated")
        key = (
            row["sector"],
            row["characteristic"],
            row["area"],
            row["school_year"],
            row["measure"],
        )
        if (row["series_has_contested_symbol"] == "yes" and not stated) or key not in values:
            continue
        value, low, high = values[key], float(row["low"]), float(row["high"])
        if low == high:
            yield _value_cell(row["measure"], key[:4], row["low"], value)
            continue
        outside = max(low - 0.005 - value, value - high - 0.005, 0.0)
        name = " ".join((*key[:4], row["measure"]))
        yield Cell("interval", name, f"{low:.2f}-{high:.2f}", value, outside, 0.0)


def symbol_cells(values: dict[tuple[str, ...], float]) -> Iterator[tuple[str, str, str, bool]]:
    """Yield (name, printed symbol, symbol of the register, printed symbol is suspect)."""
    for row in published("change"):
        key = (row["sector"], row["characteristic"], row["area"])
        ends = [values.get((*key, row[year], row["measure"])) for year in ("from_year", "to_year")]
        if ends[0] is None or ends[1] is None:
            continue
        step = int(100 * ends[1] + 0.5) - int(100 * ends[0] + 0.5)
        symbol = "." if step == 0 else ("+" if step > 0 else "-") * (2 if abs(step) >= 3 else 1)
        name = " ".join((row["table_code"], *key, row["measure"], row["from_year"], row["to_year"]))
        yield name, row["symbol"], symbol, bool(row["suspect"])


def index_values(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, ...], float]:
    """Return (sector, characteristic, area, school year, measure) → value."""
    values = {}
    for *key, dissimilarity, interaction in connection.execute("select * from indices").fetchall():
        values[(*key, "dissimilarity")] = dissimilarity
        values[(*key, "interaction")] = interaction
    return values


def report(connection: duckdb.DuckDBPyConnection) -> str:
    """Return the comparison as Markdown: summary, symbols that differ, every cell."""
    values = index_values(connection)
    cells = [*share_cells(connection), *index_cells(values)]
    symbols = list(symbol_cells(values))
    lines = [
        "# Calibration",
        "",
        "| kind | cells | met | worst | tolerance |",
        "|---|---|---|---|---|",
    ]
    for kind in ("share", "missing", "dissimilarity", "interaction", "interval"):
        of_kind = [cell for cell in cells if cell.kind == kind]
        if of_kind:
            worst = max(of_kind, key=lambda cell: abs(cell.deviation))
            met = sum(cell.is_met for cell in of_kind)
            lines.append(
                f"| {kind} | {len(of_kind)} | {met} | {worst.deviation:+.4f} ({worst.name})"
                f" | {worst.tolerance} |"
            )
    trusted = [entry for entry in symbols if not entry[3]]
    agree = sum(printed == own for _, printed, own, _ in trusted)
    if trusted:
        lines += [
            "",
            f"Appendix B: {agree} of {len(trusted)} symbols not marked suspect agree"
            f" ({100 * agree / len(trusted):.1f} %).",
            "",
            *(
                f"* {name}: printed {printed}, register {own}{' (suspect)' if suspect else ''}"
                for name, printed, own, suspect in symbols
                if printed != own
            ),
        ]
    lines += [
        "",
        "| cell | target | actual | deviation | tolerance | verdict |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {cell.kind} {cell.name} | {cell.target} | {cell.actual:.4f} | {cell.deviation:+.4f}"
        f" | {cell.tolerance} | {'met' if cell.is_met else 'NOT MET'} |"
        for cell in cells
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description="Compare a register with the published figures.")
    parser.add_argument("--register", type=Path, help="a register; default: synthesise one")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="write the report there as well")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, duckdb.connect() as connection:
        register = options.register
        if register is None:
            from segmon.synth import synthesise

            register = Path(scratch) / "register"
            synthesise(register, scale=options.scale, seed=options.seed)
        load(connection, register)
        text = report(connection)
    sys.stdout.write(text)
    if options.out:
        options.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
