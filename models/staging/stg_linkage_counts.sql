{%- if var('layout') == 'cbs' -%}
{{ with_kept_years('linkage_counts', ref('stg_cbs__linkage_counts')) }}
{%- else -%}
with no_links as (
    select
        cast(null as {{ dbt.type_string() }}) as school_year,
        cast(null as {{ dbt.type_string() }}) as sector,
        cast(null as {{ dbt.type_string() }}) as link,
        cast(null as {{ dbt.type_string() }}) as outcome,
        cast(0 as {{ dbt.type_bigint() }}) as n_pupils
    where false
)

{{ with_kept_years('linkage_counts', 'no_links') }}
{%- endif %}
