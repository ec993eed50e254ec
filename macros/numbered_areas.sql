{#- Each area once, with a number of its own: to group and join by. -#}
{% macro numbered_areas(relation, by) -%}
    select
        {{ by | join(', ') }},
        row_number() over (order by {{ by | join(', ') }}) as area_number
    from {{ relation }}
    group by {{ by | join(', ') }}
{%- endmacro %}
