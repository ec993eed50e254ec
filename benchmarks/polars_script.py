"""The national, urbanity, G4 and municipal indices in polars: lazy, on the streaming engine.

    python polars_script.py REGISTER OUT

Writes `OUT/indices.parquet`: school_year, sector, characteristic, area_level, area_code,
index_code, value, n_schools, n_pupils.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

INDICES = ("dissimilarity", "interaction", "interaction_reverse")
SCHOOL = ("school_year", "sector", "school_id")
AREA = ("school_year", "sector", "characteristic", "municipality_code")
AREAS = ("school_year", "sector", "characteristic", "area_level", "area_code")
SEEDS = Path(__file__).resolve().parents[1] / "seeds"


def groups() -> dict[str, pl.Expr]:
    """Per characteristic the group of a pupil: 1, 2, 3, or null when unknown."""
    percentile = pl.col("income_percentile")
    levels = {"no_start_qualification": 1, "start_qualification": 2, "higher_education": 3}
    abroad = [pl.col(f"birth_country_parent_{i}") != "NL" for i in (1, 2)]
    any_abroad = pl.any_horizontal(a.fill_null(False) for a in abroad)
    any_native = pl.any_horizontal((~a).fill_null(False) for a in abroad)
    return {
        "income": pl.when(percentile <= 25)
        .then(1)
        .when(percentile <= 75)
        .then(2)
        .when(percentile.is_not_null())
        .then(3),
        "education": pl.max_horizontal(
            pl.col(f"education_parent_{i}").replace_strict(levels, return_dtype=pl.Int8)
            for i in (1, 2)
        ),
        "migration": pl.when(any_abroad & any_native)
        .then(2)
        .when(any_native)
        .then(1)
        .when(any_abroad)
        .then(3),
    }


def waist(register: Path) -> pl.LazyFrame:
    """School by characteristic: n_1, n_2, n_3."""
    pupils = pl.scan_parquet(f"{register}/pupils/**/*.parquet", hive_partitioning=True)
    counts = (
        pupils.filter((pl.col("sector") == "po") | pl.col("grade").is_in([1, 2]))
        .select(*SCHOOL, **groups())
        .group_by(SCHOOL)
        .agg(
            (pl.col(characteristic) == group).sum().alias(f"{characteristic}_{group}")
            for characteristic in groups()
            for group in (1, 2, 3)
        )
        .collect(engine="streaming")
        .lazy()
    )
    return pl.concat(
        counts.select(
            *SCHOOL,
            pl.lit(characteristic).alias("characteristic"),
            *(pl.col(f"{characteristic}_{g}").cast(pl.Int64).alias(f"n_{g}") for g in (1, 2, 3)),
        )
        for characteristic in groups()
    )


def municipal(register: Path) -> pl.LazyFrame:
    """Indices and totals per municipality."""
    schools = pl.scan_parquet(register / "schools.parquet").select(*SCHOOL, "municipality_code")
    known = pl.col("n_1") + pl.col("n_2") + pl.col("n_3")
    first, third = pl.col("n_1"), pl.col("n_3")
    both = (first * third / known).fill_nan(None).sum()
    defined = (first.sum() > 0) & (third.sum() > 0)
    return (
        waist(register)
        .join(schools, on=SCHOOL)
        .group_by(AREA)
        .agg(
            n_schools=(known > 0).sum().cast(pl.Int64),
            n_pupils=known.sum(),
            dissimilarity=pl.when(defined).then(
                0.5 * (first / first.sum() - third / third.sum()).abs().sum()
            ),
            interaction=pl.when(defined).then(both / first.sum()),
            interaction_reverse=pl.when(defined).then(both / third.sum()),
        )
    )


def areas(register: Path) -> pl.LazyFrame:
    """Every municipality with the areas it belongs to."""
    municipalities = pl.scan_parquet(register / "municipalities.parquet")
    key = ("school_year", "municipality_code")
    code = pl.col("municipality_code")
    cities = pl.read_csv(SEEDS / "focus_cities.csv")["municipality_code"].to_list()
    parts = {
        "national": municipalities.select(*key, area_code=pl.lit("NL")),
        "urbanity": municipalities.select(*key, area_code=pl.col("urbanity").cast(pl.String)),
        "g4": municipalities.filter(code.is_in(cities)).select(*key, area_code=code),
        "municipality": municipalities.select(*key, area_code=code),
    }
    return pl.concat(p.with_columns(area_level=pl.lit(level)) for level, p in parts.items())


def main(register: str, out: str) -> None:
    """Write the indices of all areas."""
    folder = Path(register)
    weights = pl.col("n_schools")
    figures = (
        municipal(folder)
        .collect()
        .lazy()
        .join(areas(folder), on=["school_year", "municipality_code"])
        .group_by(AREAS)
        .agg(
            weights.sum(),
            pl.col("n_pupils").sum(),
            # a municipality without an index weighs nothing
            *(
                ((pl.col(i) * weights).sum() / weights.filter(pl.col(i).is_not_null()).sum()).alias(
                    i
                )
                for i in INDICES
            ),
        )
        .unpivot(
            on=INDICES,
            index=[*AREAS, "n_schools", "n_pupils"],
            variable_name="index_code",
        )
        .with_columns(pl.col("value").fill_nan(None))
    )
    Path(out).mkdir(parents=True, exist_ok=True)
    figures.collect().write_parquet(Path(out) / "indices.parquet")


if __name__ == "__main__":
    main(*sys.argv[1:])
