{%- set cell = [
    'school_year', 'sector', 'characteristic', 'area_code', 'cell_kind', 'item_code',
] -%}

with figures as (
    select * from {{ ref('int_published_figures') }}
),

published_years as (
    select distinct school_year from {{ ref('published_distribution') }}
),

focus_cities as (
    select * from {{ ref('focus_cities') }}
),

published_characteristics as (
    select distinct characteristic from {{ ref('published_distribution') }}
),

area_indices as (
    select * from {{ ref('int_area_indices') }}
    where governance = 'all' and area_level <> 'municipality'
),

group_distribution as (
    select * from {{ ref('int_group_distribution') }}
    where category_kind = 'all' and area_level <> 'municipality'
),

category_contributions as (
    select * from {{ ref('int_category_contributions') }}
    where area_code in (select municipality_code from focus_cities)
),

area_counts as (
    select * from {{ ref('int_area_counts') }}
    where governance = 'all' and area_level = 'national'
),

built as (
    select
        'index' as cell_kind,
        school_year,
        sector,
        characteristic,
        area_code,
        index_code as item_code,
        index_value as cell_value
    from area_indices
    union all
    select
        'distribution' as cell_kind,
        school_year,
        sector,
        characteristic,
        area_code,
        group_code as item_code,
        pupil_share as cell_value
    from group_distribution
    union all
    select
        'contribution' as cell_kind,
        school_year,
        sector,
        characteristic,
        area_code,
        category_code as item_code,
        contribution as cell_value
    from category_contributions
    union all
    select
        'missing_share' as cell_kind,
        school_year,
        sector,
        characteristic,
        area_code,
        'missing' as item_code,
        cast(n_missing as {{ type_double() }}) / nullif(n_known + n_missing, 0) as cell_value
    from area_counts
),

-- a figure of the four cities, of several characteristics or years speaks of every one of them
spoken_of as (
    select
        figures.figure_id,
        case
            when figures.figure_kind in ('change_symbol', 'text_change') then 'index'
            when figures.figure_kind = 'contribution_direction' then 'contribution'
            else figures.figure_kind
        end as cell_kind,
        published_years.school_year,
        figures.sector,
        published_characteristics.characteristic,
        coalesce(focus_cities.municipality_code, figures.area_code) as area_code,
        figures.item_code,
        figures.published_value
    from figures
    inner join published_years
        on
            published_years.school_year in (figures.from_year, figures.to_year)
            or (
                figures.compared_with <> 'change'
                and published_years.school_year between figures.from_year and figures.to_year
            )
    inner join published_characteristics
        on
            figures.characteristic in (published_characteristics.characteristic, 'all_three')
            or (
                figures.characteristic = 'income_and_education'
                and published_characteristics.characteristic in ('income', 'education')
            )
    left join focus_cities
        on figures.area_code = 'g4'
)

select
    spoken_of.figure_id,
    {{ cell | join(', ') }},
    -- exact decimals, as everywhere that values are compared in two decimals
    {{ exact_decimal('built.cell_value') }} as cell_value,
    row_number() over (
        partition by spoken_of.figure_id
        order by
            -- engines put nulls first or last
            abs(built.cell_value - spoken_of.published_value) nulls last,
            school_year,
            area_code,
            characteristic
    ) as nearness
from spoken_of
left join built using ({{ cell | join(', ') }})
