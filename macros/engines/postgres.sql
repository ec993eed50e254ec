{#- PostgreSQL knows nothing of a table that was just made until it is analysed, and takes a join of -#}
{#- several columns for one of few rows: it would go through one table for each row of the other, which -#}
{#- takes minutes in place of a second. Where it must do so all the same, it thinks that it takes -#}
{#- forever, and would spend seconds on compiling. The settings end with the transaction of the model. -#}
{% macro postgres__create_table_as(temporary, relation, sql) -%}
    {%- if temporary -%}
    {{ dbt.postgres__create_table_as(temporary, relation, sql) }}
    {%- else -%}
    set local enable_nestloop = off;
    set local jit = off;
    {{ dbt.postgres__create_table_as(temporary, relation, sql) }};
    analyze {{ relation }}
    {%- endif -%}
{%- endmacro %}
