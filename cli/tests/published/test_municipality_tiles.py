"""The tiles of municipalities: none is missing, and no two of a year share one."""

from __future__ import annotations

import numpy as np
import pytest

from segmon.labels import read_seed
from segmon.synth.geography import CITIES, FIRST_FICTIONAL_CODE, build_municipalities

Tile = tuple[int, int]

#: Formed from 2018 on: the codes that are given out go up with the years.
FIRST_NEW_CODE = "GM1949"
#: Municipalities of each year, as Statistics Netherlands counts them, Weesp not any more in 2022.
COUNTS = {2017: 388, 2018: 380, 2019: 355, 2020: 355, 2021: 352, 2022: 344, 2023: 342}


#: Went up in Meierijstad on 1 January 2017.
MEIERIJSTAD = ("GM1948", {"GM0844", "GM0846", "GM0860"})


def tiles() -> dict[str, Tile]:
    """The tile of each municipality."""
    rows = read_seed("municipality_tiles")
    return {
        row["municipality_code"]: (int(row["tile_column"]), int(row["tile_row"])) for row in rows
    }


def municipalities_of(year: int) -> set[str]:
    """The municipalities of a year, as the seed of their changes has them."""
    changes = read_seed("municipality_changes")
    gone = {row["old_code"]: int(row["year"]) for row in changes}
    formed = {
        row["new_code"]: int(row["year"]) for row in changes if row["new_code"] >= FIRST_NEW_CODE
    }
    # before 2018 three went up in another one, and two changed their codes
    earlier = {*MEIERIJSTAD[1], "GM1921", "GM0241"}
    real = {code for code in tiles() if code < FIRST_FICTIONAL_CODE} - earlier
    return {
        code for code in real if gone.get(code, year + 1) > year and formed.get(code, year) <= year
    }


@pytest.mark.parametrize(("year", "n"), COUNTS.items())
def test_municipalities_of_a_year_have_a_tile_each(year: int, n: int) -> None:
    codes = municipalities_of(year)
    assert len(codes) == n
    assert len({tiles()[code] for code in codes}) == n


def test_municipalities_of_2016_have_a_tile_each() -> None:
    new, old = MEIERIJSTAD
    codes = municipalities_of(2017) - {new} | old
    assert len(codes) == 390
    assert len({tiles()[code] for code in codes}) == 390


def test_who_changed_has_a_tile() -> None:
    changes = read_seed("municipality_changes")
    codes = {row[column] for row in changes for column in ("old_code", "new_code")} - {""}
    assert codes <= tiles().keys()


def test_the_invented_country_has_a_tile_each() -> None:
    made = build_municipalities(np.full(5, 1000), 1.0, np.random.default_rng(1))
    assert len(made.codes) > 340
    for year in (2017, 2023):
        codes = [made.codes[m] for m in made.existing(year)]
        assert len({tiles()[code] for code in codes}) == len(codes)
    assert {code for code, _ in CITIES} <= tiles().keys()


def test_geography_is_recognised() -> None:
    found = tiles()
    columns = [found[code][0] for code in ("GM0715", "GM0599", "GM0363", "GM0307", "GM0153")]
    # Terneuzen, Rotterdam, Amsterdam, Amersfoort, Enschede from west to east
    assert columns == sorted(columns)
    rows = [found[code][1] for code in ("GM0060", "GM0014", "GM0193", "GM0363", "GM0599", "GM0935")]
    # Ameland, Groningen, Zwolle, Amsterdam, Rotterdam, Maastricht from north to south
    assert rows == sorted(rows)
    assert rows[0] < 5
    assert rows[-1] > max(row for _, row in found.values()) - 5
