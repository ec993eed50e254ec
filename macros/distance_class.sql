{#- The class in which a distance in kilometres is counted: 0.1 km wide up to 10 km, 1 km wide beyond. -#}
{% macro distance_class(distance_km) -%}
    case
        when {{ distance_km }} < 10 then floor(10 * {{ distance_km }} + 0.5) / 10
        else floor({{ distance_km }} + 0.5)
    end
{%- endmacro %}
