"""Three questions to the published file; each figure is one of the marts. See README.md."""

import os
import sys
from typing import Any

import altair as alt
import duckdb
import pandas as pd
import streamlit as st

FILE = (*sys.argv[1:], os.environ.get("SEGMON_WAREHOUSE") or "warehouse/segmon.duckdb")[0]
BLUE, GREY, TEXT = "#0b6e99", "#87949e", {"labelColor": "#41505a", "titleColor": "#41505a"}
LOOK = {"axis": {**TEXT, "labelLimit": 160}, "legend": {**TEXT, "orient": "top"}}
ENOUGH = 4  # with fewer schools chance decides how uneven a municipality is
LATEST = """
    select school_year, sector, sector_name, characteristic, characteristic_name,
        area_code, area_name, value, status_name, n_schools, n_pupils
    from marts.segregation_all_en
    where is_latest and area_level = 'municipality' and index_code = 'dissimilarity'
    order by sector, characteristic_order, area_order, area_name"""
YEARS = """
    select school_year, start_year, area_level, area_name, value, status_name
    from marts.segregation_all_en
    where sector = ? and characteristic = ? and index_code = 'dissimilarity'
        and (area_level = 'municipality' and area_code = ?
            or area_level = 'urbanity' and (school_year, area_code) in (
                select (school_year, urbanity) from marts.segregation_all_en where area_code = ?))
    order by area_level, start_year"""
ADDED = """
    select category_name, area_name, contribution, n_schools, status, status_name, area_code
    from marts.category_contribution_en
    where is_latest and sector = ? and characteristic = ?
    order by category_order, area_name"""


def asked(query: str, *values: str) -> pd.DataFrame:
    """The answer of the published file, which is then closed: a build may replace it."""
    with duckdb.connect(FILE, read_only=True) as connection:
        return connection.execute(query, values).df()


def chosen(place: Any, label: str, codes: pd.Series, names: pd.Series, at: int = 0) -> str:
    """The code that the reader chose by its name."""
    name_of = dict(zip(codes, names, strict=True))
    return place.selectbox(label, name_of, at, format_func=name_of.get)


def show(title: str, chart: Any, note: str, rows: pd.DataFrame) -> None:
    """A chart below its title; below it what to know of it, and its figures."""
    st.header(title, anchor=False)
    st.altair_chart(chart.properties(config=LOOK, usermeta={"embedOptions": {"renderer": "svg"}}))
    st.text(note)
    st.expander("The figures").dataframe(rows, hide_index=True)


def dissimilarity(channel: Any) -> Any:
    """Its axis, from 0 to 1."""
    axis = alt.Axis(values=[0, 0.2, 0.4, 0.6, 0.8, 1], format=".1f")
    return channel("value", title="Dissimilarity (0 even, 1 apart)", axis=axis).scale(domain=[0, 1])


def most_segregated(rows: pd.DataFrame, city: Any) -> None:
    """The fifteen municipalities with the highest dissimilarity, the chosen one in blue."""
    most = rows[rows.n_schools >= ENOUGH].dropna(subset="value").nlargest(15, "value")
    names = alt.Y("area_name", title=None, sort=None)
    base = alt.Chart(most, height=alt.Step(22)).encode(dissimilarity(alt.X), names)
    blue = alt.when(alt.datum.area_code == city.area_code).then(alt.value(BLUE))
    bars = base.mark_bar().encode(color=blue.otherwise(alt.value(GREY)))
    figures = base.mark_text(align="left", dx=4).encode(alt.Text("value", format=".2f"))
    own = city.status_name if pd.isna(city.value) else f"{city.value:.2f}"
    few = f"Left out: {sum(rows.n_schools < ENOUGH)} with fewer than {ENOUGH} schools."
    note = f"{city.area_name}: {own} ({city.n_schools} schools). {few}"
    show(f"Most segregated municipalities, {city.school_year}", bars + figures, note, rows)


def over_the_years(rows: pd.DataFrame, city: Any) -> None:
    """The municipality in blue, and in grey the municipalities that are as urban as it."""
    own = rows[rows.area_level == "municipality"].area_name.unique()
    colours = {name: BLUE if name in own else GREY for name in rows.area_name}
    axis = alt.Axis(values=sorted(set(rows.start_year)), format="d", grid=False)
    years = alt.X("start_year", title="Start of the school year", axis=axis).scale(zero=False)
    key = alt.Color("area_name", title=None).scale(domain=[*colours], range=[*colours.values()])
    chart = alt.Chart(rows, height=340).encode(years, dissimilarity(alt.Y), key)
    gaps = rows[rows.value.isna()]
    note = ", ".join([*gaps.area_name + " " + gaps.school_year, *gaps.status_name.unique()])
    show(f"{city.area_name} next to its urbanity class", chart.mark_line(point=True), note, rows)


def what_adds(rows: pd.DataFrame, city: Any) -> None:
    """What each kind of school adds: a dot is a municipality, the chosen one is blue."""
    known = rows[rows.status.isin(["ok", "above_one"]) | (rows.area_code == city.area_code)]
    kinds = alt.Y("category_name", title=None, sort=None)
    adds = alt.X("contribution", title="lowers ← 0 → raises dissimilarity").scale(zero=True)
    base = alt.Chart(known.dropna(subset="contribution"), height=alt.Step(34)).encode(adds, kinds)
    own, few = alt.datum.area_code == city.area_code, alt.datum.status == "few_schools"
    dots = base.transform_filter(~own).mark_circle(color=GREY, opacity=0.4, size=50)
    fill = alt.when(few).then(alt.value("white")).otherwise(alt.value(BLUE))
    marks = base.transform_filter(own).mark_point(stroke=BLUE, opacity=1, size=130)
    note = f"Blue: {city.area_name}, hollow with few schools, absent if unknown. Grey: others."
    show("What each kind of school adds to segregation", dots + marks.encode(fill=fill), note, rows)


st.set_page_config("Segregation of schools")
st.title("Segregation of schools", anchor=False)
try:
    rows = asked(LATEST)
except duckdb.Error as error:
    st.error(f"{FILE} is not a file that segmon published: {str(error).splitlines()[0]}")
    st.stop()
left, middle, right = st.columns(3)
sector = chosen(left, "Sector", rows.sector, rows.sector_name)
rows = rows[rows.sector == sector]
trait = chosen(middle, "Characteristic", rows.characteristic, rows.characteristic_name)
rows = rows[rows.characteristic == trait].set_index("area_code", drop=False)
area = chosen(right, "Municipality", rows.area_code, rows.area_name, int(rows.n_pupils.argmax()))
most_segregated(rows, rows.loc[area])
over_the_years(asked(YEARS, sector, trait, area, area), rows.loc[area])
if len(added := asked(ADDED, sector, trait)):
    what_adds(added, rows.loc[area])
