{#- The class in which a distance in kilometres is counted: 0.1 km wide up to 10 km, 1 km wide beyond. -#}
{% macro distance_class(distance_km) -%}
    cast(
        case
            when {{ distance_km }} < 10 then round(cast({{ distance_km }} as decimal(9, 3)), 1)
            else round(cast({{ distance_km }} as decimal(9, 3)), 0)
        end as {{ type_double() }}
    )
{%- endmacro %}
