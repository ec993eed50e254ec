-- what the published monitor prints, in one shape: one row per figure

-- what a symbol or a word says of a value or a change: the bounds it lies between
create temp table symbols as
from (values
    ('++', 0.03, null), ('+', 0.01, 0.02), ('.', 0, 0), ('-', -0.02, -0.01), ('--', null, -0.03),
    ('up', 0.01, null), ('not_down', 0, null), ('equal', 0, 0), ('not_up', null, 0),
    ('down', null, -0.01), ('trend_up', 0.01, null), ('trend_down', null, -0.01),
    ('positive', 0, null), ('positive_small', 0, null), ('positive_large', 0, null),
    ('largest_positive', 0, null), ('negative', null, 0), ('not_positive', null, 0),
    ('negative_or_near_zero', null, 0.02)
) as symbols (published_symbol, low, high);

create temp table printed as
select 'distribution' as figure_kind, sector, characteristic, area_level, area,
    school_year as years, group_code as item_code, share::double as published_value,
    0.005 as tolerance, suspect, source as printed_in
from seed('published/published_distribution')
union all by name
select 'index' as figure_kind, sector, characteristic, area_level, area, school_year as years,
    measure as item_code, value::double as published_value, kind as value_kind,
    case
        when kind = 'approx' then 0.02
        when kind = 'derived' or precision_note like '%derived%' then 0.01
        else 0.005
    end as tolerance,
    precision_note as remark, suspect, source as printed_in
from seed('published/published_index')
union all by name
select 'change_symbol' as figure_kind, sector, characteristic, area_level, area,
    from_year || '>' || to_year as years, measure as item_code, symbol as published_symbol,
    suspect, 'Tabel ' || table_code as printed_in
from seed('published/published_change')
union all by name
select 'text_change' as figure_kind, sector, characteristic, area_level, area,
    from_year || '>' || to_year as years, measure as item_code, direction as published_symbol,
    -- '0.01', '0.01-0.02' or '>=0.03', perhaps with a remark behind it
    regexp_extract(stated_size, '0\.\d\d')::double as size_low,
    case
        when stated_size like '>=%' then null
        when stated_size like '0.__-%' then substr(stated_size, 6, 4)::double
        else size_low
    end as size_high,
    if(direction = 'down', -size_high, size_low) as low,
    if(direction = 'down', -size_low, size_high) as high,
    if(low = high, low, null) as published_value,
    'text' as printed_in
from seed('published/published_text_change')
union all by name
select 'contribution' as figure_kind, sector, characteristic, 'g4' as area_level, city as area,
    school_year as years, category as item_code, contribution::double as published_value,
    if(suspect like '%one decimal%', 0.05, 0.005) as tolerance, suspect, source as printed_in
from seed('published/published_contribution')
union all by name
select 'contribution_direction' as figure_kind, sector, characteristic, 'g4' as area_level,
    city as area, school_years as years, category as item_code, fact as published_symbol, suspect,
    'text' as printed_in
from seed('published/published_contribution_direction')
where fact in (select published_symbol from symbols)
    and category in (
        select code from seed('labels') where label_kind in ('denomination', 'school_type')
    )
union all by name
select 'missing_share' as figure_kind, sector, characteristic, 'national' as area_level,
    'Nederland' as area, school_year as years, 'missing' as item_code,
    missing_share::double as published_value, 0.005 as tolerance, suspect, source as printed_in
from seed('published/published_missing');

create temp table figures as
with span as (
    select min(school_year) as first_year, max(school_year) as last_year
    from seed('published/published_distribution')
),
named as (
    select code as area_code, label_nl as area_name
    from seed('labels')
    where label_kind in ('national', 'urbanity') or (label_kind = 'area_level' and code = 'g4')
    union all
    select municipality_code, area_name from seed('focus_cities')
),
placed as (
    select
        printed.* exclude (low, high) replace (coalesce(value_kind, 'exact') as value_kind),
        area_code, area_name,
        years in ('all', 'unspecified') as is_any_year,
        if(is_any_year, first_year, left(years, 9)) as from_year,
        if(is_any_year, last_year, right(years, 9)) as to_year,
        case
            when years like '%>%' then 'change'
            when value_kind = 'range_min' then 'lowest'
            when value_kind = 'range_max' then 'highest'
            when published_symbol is null then 'value'
            -- above 0 in every year is a lowest value above 0; in some year, a highest one
            when (symbols.low is not null) = (years = 'unspecified') then 'highest'
            else 'lowest'
        end as compared_with,
        -- a range that is printed of one cell only bounds it
        area <> 'G4' and not is_any_year
            and characteristic not in ('all_three', 'income_and_education') as is_one_cell,
        case
            when value_kind = 'range_max' and is_one_cell then null
            when value_kind = 'approx' and remark like '%more than%' then published_value
            when tolerance is not null then published_value - tolerance
            when size_low is not null then printed.low
            else symbols.low
        end as low,
        case
            when value_kind = 'range_min' and is_one_cell then null
            when value_kind = 'approx' and remark like '%more than%' then null
            when tolerance is not null then published_value + tolerance
            when size_low is not null then printed.high
            else symbols.high
        end as high,
        concat_ws(
            '/', figure_kind, sector, characteristic, area_code, years, item_code,
            nullif(coalesce(value_kind, 'exact'), 'exact')
        ) as figure_key
    from printed
    cross join span
    left join named on lower(replace(area, ' ', '_')) = lower(replace(area_name, ' ', '_'))
    left join symbols using (published_symbol)
)
select
    concat_ws('/', figure_key, nullif(row_number() over (
        partition by figure_key order by printed_in, published_value, published_symbol, remark
    ), 1)) as figure_id,
    figure_kind, sector, characteristic, area_level, area_code, area_name, from_year, to_year,
    item_code, published_value, published_symbol, value_kind, tolerance::double as tolerance,
    edge(low) as lowest_value, edge(high) as highest_value, compared_with, suspect, printed_in
from placed;
