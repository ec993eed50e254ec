{#- Schemas carry the names given in dbt_project.yml, behind a prefix of the user's, not the target's schema. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ var('schema_prefix') }}{{ custom_schema_name or target.schema }}
{%- endmacro %}
