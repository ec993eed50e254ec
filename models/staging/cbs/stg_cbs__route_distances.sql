with distances as (
    {{ serving('cbs_route_distances') | indent(4) }}
)

select
    school_year,
    {{ person_id() }} as person_id,
    {{ cbs_school_id() }} as school_id,
    cast(afstand_m as {{ type_double() }}) as distance_m
from distances
