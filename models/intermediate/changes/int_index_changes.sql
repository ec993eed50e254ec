{%- set series = [
    'sector', 'characteristic', 'area_level', 'area_code', 'governance', 'index_code',
] -%}
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
        'dissimilarity' as index_code,
        'all' as governance
    from {{ ref('int_dissimilarity_changes') }}
),

area_redrawings as (
    select * from {{ ref('int_area_redrawings') }}
),

all_indices as (
    select * from {{ ref('int_area_indices') }}
    where governance = 'all' or area_level in ('national', 'municipality')
),

standard_errors as (
    select
        sector,
        characteristic,
        area_level,
        area_code,
        governance,
        'dissimilarity' as index_code,
        school_year,
        index_value as standard_error
    from all_indices
    where index_code = 'dissimilarity_standard_error'
),

area_indices as (
    select
        {{ series | join(', ') }},
        school_year,
        all_indices.area_name,
        -- exact decimals from here on: a half is a half, and is rounded away from zero
        {{ exact_decimal('all_indices.index_value') }} as index_value,
        standard_errors.standard_error
    from all_indices
    left join standard_errors using ({{ series | join(', ') }}, school_year)
    where index_code in ('dissimilarity', 'interaction', 'interaction_reverse')
),

earlier as (
    select
        {{ series | join(', ') }},
        school_year as from_year,
        area_name,
        index_value as from_value,
        standard_error as from_error
    from area_indices
),

later as (
    select
        {{ series | join(', ') }},
        school_year as to_year,
        area_name,
        index_value as to_value,
        standard_error as to_error
    from area_indices
),

-- an area of one year only has its row too: the other value is null, and so is the change
series_pairs as (
    select distinct
        {{ series | join(', ') }},
        reported_years.from_year,
        reported_years.to_year,
        reported_years.is_consecutive
    from area_indices
    inner join reported_years using (sector, characteristic)
    where area_indices.school_year in (reported_years.from_year, reported_years.to_year)
),

paired as (
    select
        {{ series | join(', ') }},
        coalesce(later.area_name, earlier.area_name) as area_name,
        from_year,
        to_year,
        series_pairs.is_consecutive,
        earlier.from_value,
        later.to_value,
        -- a type of two decimals on every engine
        cast(round(later.to_value, 2) - round(earlier.from_value, 2) as decimal(20, 2))
            as difference,
        cast(round(later.to_value - earlier.from_value, 2) as decimal(20, 2)) as difference_exact,
        cast(later.to_value - earlier.from_value as {{ type_double() }}) as unrounded_difference,
        -- the deals of one year and of the other are independent
        sqrt(earlier.from_error * earlier.from_error + later.to_error * later.to_error)
            as standard_error
    from series_pairs
    left join earlier using ({{ series | join(', ') }}, from_year)
    left join later using ({{ series | join(', ') }}, to_year)
),

index_changes as (
    select
        {{ series | join(', ') }},
        paired.area_name,
        from_year,
        to_year,
        paired.is_consecutive,
        paired.from_value,
        paired.to_value,
        paired.difference,
        {{ change_symbol('paired.difference') }} as symbol,
        {{ change_symbol('paired.difference_exact') }} as symbol_exact,
        paired.unrounded_difference,
        paired.standard_error,
        {{ is_beyond_chance('paired.unrounded_difference', 'paired.standard_error') }}
            as is_beyond_chance,
        {%- for column in change_columns %}
        case when paired.difference is not null then dissimilarity_changes.{{ column }} end
            as {{ column }},
        {%- endfor %}
        area_redrawings.n_moved_schools is not null as is_area_redrawn
    from paired
    left join dissimilarity_changes using ({{ series | join(', ') }}, from_year, to_year)
    left join area_redrawings using (sector, area_level, area_code, from_year, to_year)
)

select
    *,
    symbol <> symbol_exact as is_rounding_sensitive
from index_changes
