{#- A delivered pupil count as an integer; a suppressed cell such as `<5` is unknown: null, never 0. -#}
{% macro pupil_count(column) -%}
    case
        when trim(cast({{ column }} as {{ dbt.type_string() }})) not like '<%'
            then cast(trim(cast({{ column }} as {{ dbt.type_string() }})) as {{ dbt.type_int() }})
    end
{%- endmacro %}
