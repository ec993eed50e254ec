{% macro isolation(relation, by, x, total) -%}
    {{ return(adapter.dispatch('isolation', 'segmon')(relation, by, x, total)) }}
{%- endmacro %}


{% macro default__isolation(relation, by, x, total) -%}
    select
        {{ by | join(', ') }},
        interaction as isolation
    from ({{ interaction(relation, by, x, x, total) }}) as interactions
{%- endmacro %}
