-- What: the schools and pupils of openbaar and bijzonder in segregation_governance add up to those
-- of all schools, the ones of unknown governance apart.
-- Why: the two are read as the whole of a municipality; a school in neither would be missed.
-- How to resolve: find the school in int_schools, and its denomination in seeds/denominations.csv.
{%- set area = [
    'school_year', 'sector', 'characteristic', 'area_level', 'area_code', 'index_code',
] %}
with scopes as (
    select * from {{ ref('int_area_indices') }}
    where area_level in ('national', 'municipality')
),

parts as (
    select
        {{ area | join(', ') }},
        n_schools,
        n_pupils
    from {{ ref('segregation_governance') }}
    union all
    select
        {{ area | join(', ') }},
        n_schools,
        n_known as n_pupils
    from scopes
    where governance = 'onbekend'
),

governances as (
    select
        {{ area | join(', ') }},
        sum(n_schools) as n_schools,
        {{ complete_sum('n_pupils') }} as n_pupils
    from parts
    group by {{ area | join(', ') }}
),

everybody as (
    select
        {{ area | join(', ') }},
        n_schools,
        n_known as n_pupils
    from scopes
    where
        governance = 'all'
        and index_code in (select parts.index_code from parts)
)

{{ mismatches('governances', 'everybody', by=area, columns=['n_schools', 'n_pupils']) }}
