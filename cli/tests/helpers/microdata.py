"""Synthetic microdata as the rules of joining read them: plain SQL, apart from the models."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from segmon.project import project_dir

#: What is compared of a pupil; the order of parents does not matter, nor which country is abroad.
PUPIL = "[grade::varchar, percentile::varchar, parents::varchar, metres::varchar]"
_CATEGORIES = {
    "OPB": "openbaar",
    "RK": "rooms_katholiek",
    "PC": "protestants_christelijk",
    "PCE": "protestants_christelijk",
    "PCR": "protestants_christelijk",
    "ISL": "klein_religieus",
}


def _parquet(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*.*") if file.suffix.lower() == ".parquet"]


def newest(folder: Path, name: str, year: int | None = None) -> Path:
    """The file of a year, or of the latest, that has the highest version."""
    found = {}
    for file in _parquet(folder):
        match = re.fullmatch(rf"{name}(\d{{4}})(?:TAB|BUS)?(?:03)?(?:V(\d+))?", file.stem)
        if match and year in (None, int(match[1])):
            found[int(match[1]), int(match[2] or 0)] = file
    return found[max(found)]


def _category(label: str) -> str:
    seeds = project_dir() / "seeds" / "denominations.csv"
    return f"""(select denomination from read_csv('{seeds}', all_varchar = true) as seeds
        where lower(source_label) = lower({label}))"""


def register_schools(register: Path) -> duckdb.DuckDBPyRelation:
    """The schools with their facts and their pupils that count, per school year."""
    return duckdb.sql(f"""
        with pupils as (
            select
                school_year, sector, school_id, cast(grade as integer) as grade,
                income_percentile as percentile,
                list_sort([
                    coalesce(education_parent_1, '?') || ' ' || {_seen("birth_country_parent_1")},
                    coalesce(education_parent_2, '?') || ' ' || {_seen("birth_country_parent_2")}
                ]) as parents,
                cast(round(1000 * home_to_school_km) as integer) as metres
            from read_parquet('{register}/pupils/**/*.parquet', hive_partitioning = true)
            where sector = 'po' or grade in (1, 2)
        ),
        known as (
            select school_year, sector, school_id, list_sort(list({PUPIL})) as pupils
            from pupils group by all
        )
        select
            cast(left(school_year, 4) as integer) as year, sector, school_id as school,
            right(municipality_code, 4) as municipality,
            {_category("schools.denomination")} as denomination,
            coalesce(programmes, '') as programmes,
            pupils
        from '{register}/schools.parquet' as schools
        left join known using (school_year, sector, school_id)
    """)


def _seen(country: str) -> str:
    return f"case when {country} is null then '?' when {country} = 'NL' then 'NL' else 'abroad' end"


def joined_schools(folder: Path, year: int) -> duckdb.DuckDBPyRelation:
    """The schools of a school year with the pupils that count, as the files give them."""
    files = {
        "wpo": newest(folder, "INSCHRWPOTAB", year),
        "inschr": newest(folder, "ONDERWIJSINSCHRTAB", year),
        "brin": newest(folder, "BRINADRESSEN", year),
        "opl": newest(folder, "HOOGSTEOPL", year),
        "kind": newest(folder, "KINDOUDER"),
        "koppel": newest(folder, "KOPPELPERSOONHUISHOUDEN", year),
        "inha": newest(folder, "INHA", year),
        "adres": newest(folder, "GBAADRESOBJECT"),
        "gwb": newest(folder, "VSLGWB"),
        "coord": newest(folder, "VSLCOORDTAB"),
    }
    own = [f for f in _parquet(folder) if re.match(f"GBAPERSOONK?(TAB)?{year}", f.name)]
    files["persoon"] = (own or [newest(folder, "GBAPERSOON")])[0]
    connection = duckdb.connect()
    for name, file in files.items():
        connection.execute(f"create view {name} as from read_parquet('{file}')")
    for name in (f"route_distances{year}", "schools_register"):
        connection.execute(f"""
            create view {name.rstrip("0123456789")} as
            from read_csv('{folder}/{name}.csv', all_varchar = true, delim = ';')
        """)
    connection.execute("create table codes (code varchar, category varchar)")
    connection.executemany("insert into codes values ($1, $2)", list(_CATEGORIES.items()))
    columns = [row[0] for row in connection.execute("describe opl").fetchall()]
    level = next(c for c in columns if re.fullmatch("OPLNIVSOI20..AGG4HB.*", c, re.IGNORECASE))
    return connection.sql(
        _JOIN.format(year=year, level=level, pupil=PUPIL, label=_category("label"))
    )


_JOIN = """
    with known as (
        select rinpersoon, wpobrin_crypt || '-' || wpobrinvest as school_id,
            cast(trim(wpoleerjaar) as integer) as grade, 'po' as sector
        from wpo where rinpersoons = 'R' and rinpersoon > '000000000' and wpotypepo = 'BO'
        union all
        select rinpersoon, school_id, grade, 'vo' from (
            select *, brin_crypt || '-' || vobrinvest as school_id,
                try_cast(voleerjaar as integer) as grade,
                row_number() over (partition by rinpersoon order by aanvinschr desc,
                    brin_crypt || '-' || vobrinvest) as place
            from inschr
            where rinpersoons = 'R' and rinpersoon > '000000000' and typeonderwijs = 'VO'
                and hoofdinschr in ('01', '11')
                and aanvinschr <= '{year}1001' and eindinschr > '{year}1001'
        ) where place = 1 and grade in (1, 2)
    ),
    of_parents as (
        select known.rinpersoon, parent.of, parent.number
        from known left join (select * from kind where rinpersoons = 'R') as kind
            using (rinpersoon),
        unnest([
            {{'of': 'pa', 'number': case when rinpersoonspa = 'R' then rinpersoonpa end}},
            {{'of': 'ma', 'number': case when rinpersoonsma = 'R' then rinpersoonma end}}
        ]) as u (parent)
    ),
    described as (
        select of_parents.rinpersoon, of_parents.of,
            coalesce(case left(opl."{level}", 1) when '1' then 'no_start_qualification'
                when '2' then 'start_qualification' when '3' then 'higher_education' end, '?')
            as level,
            case
                when own.rinpersoon is not null then own.gbageboorteland
                when of_parents.of = 'ma' then child.gbageboortelandmoeder
                else child.gbageboortelandvader
            end as country
        from of_parents
        left join opl on opl.rinpersoon = of_parents.number
        left join persoon as own on own.rinpersoon = of_parents.number
        left join persoon as child on child.rinpersoon = of_parents.rinpersoon
    ),
    parents as (
        select rinpersoon, list_sort(list(level || ' ' || case
            when country = '6030' then 'NL' when country similar to '[0-9]{{4}}'
                and country <> '0000' then 'abroad' else '?' end)) as parents
        from described group by rinpersoon
    ),
    incomes as (
        select koppel.rinpersoon, cast(inhp100hgest as integer) as percentile
        from koppel inner join inha
            on koppel.rinpersoonshkw = inha.rinpersoonshkw
            and koppel.rinpersoonhkw = inha.rinpersoonhkw
        where koppel.rinpersoons = 'R' and inhp100hgest between 1 and 100
    ),
    homes as (
        select rinpersoon, max_by(rinobjectnummer, gbadatumaanvangadreshouding) as object
        from adres
        where rinpersoons = 'R' and gbadatumaanvangadreshouding <= '{year}1001'
            and gbadatumeindeadreshouding >= '{year}1001'
        group by rinpersoon
    ),
    places as (
        select brin_crypt || '-' || brinvest as school_id, xcoordadres, ycoordadres
        from brin inner join coord on coord.rinobjectnummer = brin.rinobjectnummer
    ),
    routes as (
        select rinpersoon, brin_crypt || '-' || brinvest as school_id,
            cast(afstand_m as integer) as route
        from route_distances
    ),
    pupils as (
    select sector, school_id, grade, percentile, parents, coalesce(route, cast(round(
        sqrt((home.xcoordadres - places.xcoordadres) ** 2
            + (home.ycoordadres - places.ycoordadres) ** 2)) as integer)) as metres
    from known
    inner join parents using (rinpersoon)
    left join incomes using (rinpersoon)
    left join homes using (rinpersoon)
    left join coord as home on home.rinobjectnummer = homes.object
    left join places using (school_id)
    left join routes using (rinpersoon, school_id)
    ),
    addresses as (
        select brin_crypt || '-' || brinvest as school_id,
            case when gemcode = '----' then gem{year} else gemcode end as municipality
        from brin left join gwb on gwb.rinobjectnummer = brin.rinobjectnummer
    ),
    votes as (
        select wpobrin_crypt || '-' || wpobrinvest as school_id, trim(wpodenominatie) as code,
            count(*) as votes
        from wpo where trim(wpodenominatie) <> '' group by all
    ),
    modes as (
        select school_id, category from votes join codes using (code)
        qualify row_number() over (partition by school_id order by votes desc, code) = 1
    ),
    registered as (
        select brin_crypt || '-' || brinvest as school_id, denominatie as label,
            coalesce(onderwijsstructuur, '') as programmes
        from schools_register where jaar = '{year}'
    ),
    counted as (
        select sector, school_id, list_sort(list({pupil})) as pupils from pupils group by all
    )
    select {year} as year, sector, school_id as school, municipality,
        case when label is null then category else {label} end as denomination,
        coalesce(programmes, '') as programmes, pupils
    from counted
    left join addresses using (school_id)
    left join modes using (school_id)
    left join registered using (school_id)
"""
