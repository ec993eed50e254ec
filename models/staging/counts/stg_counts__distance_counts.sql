-- the layout has no distances: no rows, with the columns of the canonical table
select
    cast(null as {{ dbt.type_string() }}) as school_year,
    cast(null as {{ dbt.type_string() }}) as sector,
    cast(null as {{ dbt.type_string() }}) as municipality_code,
    cast(null as {{ dbt.type_string() }}) as governance,
    cast(null as {{ dbt.type_bigint() }}) as distance_m,
    {%- for _, group_code in distance_cells() %}
    cast(null as {{ dbt.type_bigint() }}) as n_{{ group_code }},
    cast(null as {{ dbt.type_bigint() }}) as metres_{{ group_code }}
    {%- if not loop.last %},{% endif %}
    {%- endfor %}
where 1 = 0
