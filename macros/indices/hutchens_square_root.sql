{% macro hutchens_square_root(relation, by, x, y) -%}
    {{ return(adapter.dispatch('hutchens_square_root', 'segmon')(relation, by, x, y)) }}
{%- endmacro %}


{#- Half the sum of the squared differences of the roots: no term is below 0, and each is 0 in an even area. -#}
{% macro default__hutchens_square_root(relation, by, x, y) -%}
    {%- set distance = '(sqrt(n_x / nullif(n_area_x, 0)) - sqrt(n_y / nullif(n_area_y, 0)))' -%}
    select
        {{ by | join(', ') }},
        0.5 * {{ exact_sum(distance ~ ' * ' ~ distance) }} as hutchens_square_root
    from (
        select
            {{ by | join(', ') }},
            cast({{ x }} as {{ type_double() }}) as n_x,
            cast({{ y }} as {{ type_double() }}) as n_y,
            cast({{ complete_sum(x, over='area') }} as {{ type_double() }}) as n_area_x,
            cast({{ complete_sum(y, over='area') }} as {{ type_double() }}) as n_area_y
        from {{ relation }}
        window area as (partition by {{ by | join(', ') }})
    ) as schools
    group by {{ by | join(', ') }}
{%- endmacro %}
