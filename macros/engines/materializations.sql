{#- Tables and views of DuckDB are made under their own names, their comments in the same statement: -#}
{#- a build works in a file that is thrown away if anything fails, so that dbt's own renames and -#}
{#- backups would protect nothing. -#}
{% materialization table, adapter='duckdb' %}
    {{ return(_made_in_place('table')) }}
{% endmaterialization %}


{% materialization view, adapter='duckdb' %}
    {{ return(_made_in_place('view')) }}
{% endmaterialization %}


{% macro _made_in_place(kind) -%}
    {%- set relation = this.incorporate(type=kind) -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- if existing -%}
        {%- do adapter.drop_relation(existing) -%}
    {%- endif -%}
    {{ run_hooks(pre_hooks, inside_transaction=false) }}
    {{ run_hooks(pre_hooks, inside_transaction=true) }}
    {%- call statement('main') -%}
        {%- if kind == 'table' -%}
            {{ create_table_as(false, relation, compiled_code) }}
        {%- else -%}
            {{ create_view_as(relation, compiled_code) }}
        {%- endif -%}
        {%- if config.persist_relation_docs() %}
            ;
            {{ alter_relation_comment(relation, model.description) }}
        {%- endif -%}
        {%- if config.persist_column_docs() %}
            {%- for column in model.columns.values() %}
                comment on column {{ relation }}.{{ adapter.quote(column.name) }}
                    is {{ duckdb_escape_comment(column.description) }};
            {%- endfor %}
        {%- endif -%}
    {%- endcall -%}
    {%- do create_indexes(relation) -%}
    {{ run_hooks(post_hooks, inside_transaction=true) }}
    {%- do adapter.commit() -%}
    {{ run_hooks(post_hooks, inside_transaction=false) }}
    {{ return({'relations': [relation]}) }}
{%- endmacro %}


{#- A contract is held against the query in one question; only what breaks it is told column by column. -#}
{% macro duckdb__get_assert_columns_equivalent(sql) -%}
    {%- set is_broken = not model.columns or run_query(
        "select 1 from (describe " ~ get_empty_schema_sql(model.columns) ~ ") as promised"
        ~ " full join (describe " ~ sql ~ ") as made using (column_name, column_type)"
        ~ " where promised.column_type is null or made.column_type is null limit 1"
    ).rows -%}
    {%- if is_broken -%}
        {{ assert_columns_equivalent(sql) }}
    {%- endif -%}
{%- endmacro %}
