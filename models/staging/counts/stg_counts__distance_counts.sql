-- the layout has no distances: no rows, with the columns of the canonical table
select
    cast(null as {{ dbt.type_string() }}) as school_year,
    cast(null as {{ dbt.type_string() }}) as sector,
    cast(null as {{ dbt.type_string() }}) as municipality_code,
    cast(null as {{ dbt.type_string() }}) as governance,
    cast(null as {{ dbt.type_string() }}) as characteristic,
    cast(null as {{ dbt.type_string() }}) as group_code,
    cast(null as {{ type_double() }}) as distance_km,
    cast(null as {{ dbt.type_bigint() }}) as n_pupils,
    cast(null as {{ type_double() }}) as total_km
where 1 = 0
