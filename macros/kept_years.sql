{#- What the store has of school years that are kept: a relation, or none where no year is kept. -#}
{% macro kept_years(table) -%}
{%- set kept = source('store', table) %}
{%- set is_there = execute and adapter.get_relation(kept.database, kept.schema, kept.identifier) %}
{{- return(kept if is_there else none) }}
{%- endmacro %}


{#- The rows of a staging table that were delivered, and those of school years that are kept. -#}
{% macro with_kept_years(table, delivered) -%}
select * from {{ delivered }}
{%- set kept = kept_years(table) %}
{%- if kept %}
union all
select * from {{ kept }}
{%- endif %}
{%- endmacro %}
