{%- set change_columns = [
    'change_opened_schools', 'change_same_schools', 'change_closed_schools',
] -%}

with reported_years as (
    select * from {{ ref('int_reported_years') }}
),

dissimilarity_changes as (
    select
        *,
        -- a column, since engines join on equal columns much faster than on a constant
        'dissimilarity' as index_code
    from {{ ref('int_dissimilarity_changes') }}
),

area_redrawings as (
    select * from {{ ref('int_area_redrawings') }}
),

area_indices as (
    select
        school_year,
        sector,
        characteristic,
        area_level,
        area_code,
        area_name,
        index_code,
        -- exact decimals from here on: a half is a half, and is rounded away from zero
        cast(index_value as decimal(20, 12)) as index_value
    from {{ ref('int_area_indices') }}
    where governance = 'all'
),

areas as (
    select
        sector,
        characteristic,
        area_level,
        area_code,
        index_code
    from area_indices
    group by sector, characteristic, area_level, area_code, index_code
),

-- an area of one year only keeps its row: the other value is null, and so is the change
paired as (
    select
        areas.sector,
        areas.characteristic,
        areas.area_level,
        areas.area_code,
        coalesce(later.area_name, earlier.area_name) as area_name,
        areas.index_code,
        reported_years.from_year,
        reported_years.to_year,
        earlier.index_value as from_value,
        later.index_value as to_value,
        round(later.index_value, 2) - round(earlier.index_value, 2) as difference,
        round(later.index_value - earlier.index_value, 2) as difference_exact
    from areas
    inner join reported_years
        on
            areas.sector = reported_years.sector
            and areas.characteristic = reported_years.characteristic
    left join area_indices as earlier
        on
            {{ same_series('areas', 'earlier') }}
            and reported_years.from_year = earlier.school_year
    left join area_indices as later
        on
            {{ same_series('areas', 'later') }}
            and reported_years.to_year = later.school_year
    where coalesce(later.area_code, earlier.area_code) is not null
),

index_changes as (
    select
        paired.sector,
        paired.characteristic,
        paired.area_level,
        paired.area_code,
        paired.area_name,
        paired.index_code,
        paired.from_year,
        paired.to_year,
        paired.from_value,
        paired.to_value,
        paired.difference,
        {{ change_symbol('paired.difference') }} as symbol,
        {{ change_symbol('paired.difference_exact') }} as symbol_exact,
        {%- for column in change_columns %}
        case when paired.difference is not null then dissimilarity_changes.{{ column }} end
            as {{ column }},
        {%- endfor %}
        area_redrawings.n_moved_schools is not null as is_area_redrawn
    from paired
    left join dissimilarity_changes
        on
            {{ same_series('paired', 'dissimilarity_changes') }}
            and paired.from_year = dissimilarity_changes.from_year
            and paired.to_year = dissimilarity_changes.to_year
    left join area_redrawings
        on
            paired.sector = area_redrawings.sector
            and paired.area_level = area_redrawings.area_level
            and paired.area_code = area_redrawings.area_code
            and paired.from_year = area_redrawings.from_year
            and paired.to_year = area_redrawings.to_year
)

select
    *,
    symbol <> symbol_exact as is_rounding_sensitive
from index_changes
