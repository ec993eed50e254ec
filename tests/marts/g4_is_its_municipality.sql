-- What: a row of segregation_g4 equals the row of that municipality, the name apart; every focus
-- city that has a municipality row has a row of its own.
-- Why: the figure of a city is the municipal index itself; a second figure would contradict it.
-- How to resolve: look the city up in seeds/focus_cities.csv, or in the var focus_cities of the
-- build, and in int_municipality_areas.
with cities as (
    select * from {{ ref('segregation_g4') }}
),

municipalities as (
    select * from {{ ref('segregation_municipality') }}
    {%- if var('focus_cities') %}
    where area_code in ({{ quoted_list(var('focus_cities')) }})
    {%- else %}
    where area_code in (select municipality_code from {{ ref('focus_cities') }})
    {%- endif %}
)

{{ mismatches(
    'cities', 'municipalities',
    by=['school_year', 'sector', 'characteristic', 'area_code', 'index_code', 'status'],
    columns=['value', 'n_municipalities', 'n_schools', 'n_pupils', 'n_first', 'n_middle', 'n_third']
) }}
