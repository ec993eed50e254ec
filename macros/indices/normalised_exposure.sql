{% macro normalised_exposure(relation, by, x, y) -%}
    {{ return(adapter.dispatch('normalised_exposure', 'segmon')(relation, by, x, y)) }}
{%- endmacro %}


{#- As the ratio of variances: no term is below 0, each is 0 in an even area, and x and y may be swapped. -#}
{% macro default__normalised_exposure(relation, by, x, y) -%}
    {%- set distance = '(n_x * n_area_y - n_y * n_area_x)' -%}
    {%- set scale = '(n_x + n_y) * (n_area_x + n_area_y) * n_area_x * n_area_y' -%}
    select
        {{ by | join(', ') }},
        {{ exact_sum(distance ~ ' * ' ~ distance ~ ' / nullif(' ~ scale ~ ', 0)') }}
        as normalised_exposure
    from ({{ school_counts(relation, by, x, y) }}) as schools
    group by {{ by | join(', ') }}
{%- endmacro %}
