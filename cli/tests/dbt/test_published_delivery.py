"""The published files of 2016 through dbt, beside what pandas makes of the same files."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from helpers.harness import PUBLISHED, DbtRun

CITIES = {"GM0363": 363, "GM0518": 518, "GM0599": 599, "GM0344": 344}
#: Every label of the published file, in its category.
CATEGORIES = {
    "Openbaar": "openbaar",
    "Samenwerking Opb., PC": "openbaar",
    "Samenwerking Opb., RK": "openbaar",
    "Protestants-Christelijk": "protestants_christelijk",
    "Rooms-Katholiek": "rooms_katholiek",
    "Reformatorisch": "klein_christelijk",
    "Gereformeerd vrijgemaakt": "klein_christelijk",
    "Evangelisch": "klein_christelijk",
    "Evangelische broedergemeenscha": "klein_christelijk",
    "Interconfessioneel": "klein_christelijk",
    "Samenwerking PC, RK": "klein_christelijk",
    "Hindoeistisch": "klein_religieus",
    "Islamitisch": "klein_religieus",
    "Joods": "klein_religieus",
    "Algemeen bijzonder": "algemeen_bijzonder",
    "Antroposofisch": "algemeen_bijzonder",
    "Samenwerking PC, RK, Alg. Bijz": "algemeen_bijzonder",
}
TOLERANCE = 1e-12

pytestmark = pytest.mark.xdist_group("dbt_published")


@pytest.fixture(scope="module")
def weights() -> pd.DataFrame:
    """The published file: one row per site and weight, every value as it stands there."""
    (file,) = PUBLISHED.glob("01*gewicht*.csv")
    rows = pd.read_csv(file, sep=";", encoding="cp1252", dtype=str)
    number = rows["VESTIGINGSNUMMER"].str.strip()
    rows["site"] = rows["BRIN_NUMMER"] + number.str.zfill(2)
    rows["town"] = rows["GEMEENTENUMMER"].str.strip().astype(int)
    rows["label"] = rows["DENOMINATIE_VESTIGING"].str.strip()
    rows["n"] = rows["TOTAAL"].astype(int)
    rows["is_third"] = rows["GEWICHT"] == "0.00"
    return rows


def _sites(weights: pd.DataFrame, town: int) -> pd.DataFrame:
    """Sites of a city with pupils: first and third group, and the label."""
    own = weights[weights["town"] == town]
    sites = own.pivot_table(
        index=["site", "label"], columns="is_third", values="n", aggfunc="sum", fill_value=0
    ).reset_index()
    sites = sites.rename(columns={False: "first", True: "third"})
    return sites[sites["first"] + sites["third"] > 0]


@pytest.mark.parametrize("city", CITIES)
def test_contributions_of_denominations(
    published_run: DbtRun, weights: pd.DataFrame, city: str
) -> None:
    sites = _sites(weights, CITIES[city])
    gap = (sites["third"] / sites["third"].sum() - sites["first"] / sites["first"].sum()).abs()
    whole = float(gap.sum()) / 2
    with published_run.connect() as connection:
        rows = connection.execute(
            "select category_code, n_schools, dissimilarity, counterfactual_dissimilarity,"
            " contribution from marts.category_contribution where area_code = ?"
            " and definition = 'monitor' and characteristic = 'pupil_weight'"
            " and category_kind = 'denomination'",
            [city],
        ).fetchall()
    codes = sites["label"].map(CATEGORIES)
    assert {row[0] for row in rows} == set(codes)
    assert sum(row[1] for row in rows) == len(sites)
    for code, n, dissimilarity, as_if, contribution in rows:
        inside = codes == code
        assert n == inside.sum()
        expected = float(gap[inside].sum()) * len(sites) / n / 2
        assert math.isclose(dissimilarity, whole, abs_tol=TOLERANCE)
        assert math.isclose(as_if, expected, abs_tol=TOLERANCE)
        assert math.isclose(contribution, expected - whole, abs_tol=TOLERANCE)
    # the marts hold 12 decimals, and there are hundreds of schools
    assert abs(sum(row[1] * row[4] for row in rows)) < len(sites) * TOLERANCE


def test_categories_of_published_labels(published_run: DbtRun, weights: pd.DataFrame) -> None:
    with published_run.connect() as connection:
        rows = connection.execute(
            "select school_id, denomination, governance from intermediate.int_schools"
        ).fetchall()
    labels = dict(zip(weights["site"], weights["label"], strict=True))
    assert set(labels.values()) == set(CATEGORIES)
    assert {site: category for site, category, _ in rows} == {
        site: CATEGORIES[label] for site, label in labels.items()
    }
    for _, category, governance in rows:
        assert governance == ("openbaar" if category == "openbaar" else "bijzonder")


def test_mean_distance_of_the_country(published_run: DbtRun, weights: pd.DataFrame) -> None:
    (file,) = PUBLISHED.glob("05*afstand*.csv")
    rows = pd.read_csv(file, sep=";", encoding="cp1252", dtype=str)
    site = rows["BRIN_NUMMER"] + rows["VESTIGINGSNUMMER"].str.strip().str.zfill(2)
    regular = rows[(rows["SOORT_PO"] == "Bo") & site.isin(set(weights["site"]))]
    metres = regular["AFSTAND"].str.replace(",", ".").astype(float)
    pupils = regular["LEERLINGEN"].astype(int)
    # a site's pupils together travel whole metres
    together = (metres * pupils).add(0.5).floordiv(1)
    with published_run.connect() as connection:
        found = connection.execute(
            "select n_pupils, mean_km, median_km, status from marts.travel_distance"
            " where area_level = 'national' and governance = 'all'"
        ).fetchall()
    ((n_pupils, mean_km, median_km, status),) = found
    assert n_pupils == pupils.sum()
    assert math.isclose(mean_km, together.sum() / n_pupils / 1000, abs_tol=1e-9)
    assert median_km is None and status == "means_only"
