{#- The class in which a distance in metres is counted: 100 m wide up to 3 km, 500 m up to 10 km, 1 km beyond. -#}
{% macro distance_class(distance_m) -%}
    case
        when {{ distance_m }} < 3000 then {{ distance_m }} + 50 - ({{ distance_m }} + 50) % 100
        when {{ distance_m }} < 10000 then {{ distance_m }} + 250 - ({{ distance_m }} + 250) % 500
        else {{ distance_m }} + 500 - ({{ distance_m }} + 500) % 1000
    end
{%- endmacro %}
