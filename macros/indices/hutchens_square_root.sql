{% macro hutchens_square_root(relation, by, x, y) -%}
    {{ return(adapter.dispatch('hutchens_square_root', 'segmon')(relation, by, x, y)) }}
{%- endmacro %}


{#- Half the sum of the squared differences of the roots: no term is below 0, and each is 0 in an even area. -#}
{% macro default__hutchens_square_root(relation, by, x, y) -%}
    {%- set distance = '(sqrt(n_x / nullif(n_area_x, 0)) - sqrt(n_y / nullif(n_area_y, 0)))' -%}
    select
        {{ by | join(', ') }},
        0.5 * {{ exact_sum(distance ~ ' * ' ~ distance) }} as hutchens_square_root
    from ({{ school_counts(relation, by, x, y) }}) as schools
    group by {{ by | join(', ') }}
{%- endmacro %}
