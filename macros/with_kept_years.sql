{#- The rows of a staging table that were delivered, and those of school years that are kept. -#}
{% macro with_kept_years(table, delivered) -%}
select * from {{ delivered }}
{%- set kept = source('store', table) %}
{%- if execute and adapter.get_relation(kept.database, kept.schema, kept.identifier) %}
union all
select * from {{ kept }}
{%- endif %}
{%- endmacro %}
