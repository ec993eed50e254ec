{#- whether what opened, closed and other schools add to a change may be shown: none, or enough -#}
{%- set area = ['sector', 'characteristic', 'area_level', 'area_code'] -%}
{%- set groups = ['n_first', 'n_middle', 'n_third'] -%}
{%- set kinds = {
    'opened': 'is_later and not is_earlier',
    'closed': 'is_earlier and not is_later',
    'same': 'is_earlier and is_later',
} -%}

with block_schools as (
    select * from {{ ref('release_block_schools') }}
    where
        category_kind = 'all'
        and area_level in ('national', 'urbanity', 'municipality')
        and characteristic <> 'all'
),

limits as (
    select * from {{ ref('release_rules') }}
),

pairs as (
    select distinct
        sector,
        characteristic,
        from_year,
        to_year
    from {{ ref('segregation_change') }}
),

either_year as (
    select
        {{ area | join(', ') }},
        pairs.from_year,
        pairs.to_year,
        block_schools.school_id,
        bool_or(block_schools.school_year = pairs.from_year) as is_earlier,
        bool_or(block_schools.school_year = pairs.to_year) as is_later,
        {%- for count in groups %}
        min(block_schools.{{ count }}) as {{ count }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from block_schools
    inner join pairs using (sector, characteristic)
    where block_schools.school_year in (pairs.from_year, pairs.to_year)
    group by {{ area | join(', ') }}, pairs.from_year, pairs.to_year, block_schools.school_id
),

counted as (
    select
        {{ area | join(', ') }},
        from_year,
        to_year,
        {%- for kind, condition in kinds.items() %}
        count(*) filter (where {{ condition }}) as n_{{ kind }},
        {%- for count in groups %}
        sum({{ count }}) filter (where {{ condition }}) as {{ kind }}_{{ count }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from either_year
    group by {{ area | join(', ') }}, from_year, to_year
)

select
    {{ area | join(',\n    ') }},
    from_year,
    to_year,
    {%- for kind in kinds %}
    {%- set counts = [kind ~ '_n_first', kind ~ '_n_middle', kind ~ '_n_third'] %}
    {{ 'and ' if not loop.first }}(
        n_{{ kind }} = 0
        or not {{ breaks_schools('n_' ~ kind, 'limits.min_schools') }}
        and not {{ breaks_count(counts, 'limits.min_count') }}
    )
    {%- endfor %} as are_parts_shown
from counted
cross join limits
