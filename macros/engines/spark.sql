{#- dbt-spark knows neither `text` nor `double precision`, by which seeds and contracts name types. -#}
{% macro _spark_type(name) -%}
    {{- return({'text': 'string', 'double precision': 'double', 'integer': 'int'}.get(name, name)) -}}
{%- endmacro %}


{#- Types of the seeds by the names that Spark has. -#}
{% macro spark__create_csv_table(model, agate_table) -%}
    {%- set types = model['config'].get('column_types', {}) -%}
    {%- call statement('_') -%}
        create table {{ this.render() }} (
        {%- for column in agate_table.column_names %}
            {{ adapter.quote(column) }}
            {{ _spark_type(types.get(column, adapter.convert_type(agate_table, loop.index0))) }}
            {{- ',' if not loop.last }}
        {%- endfor %}
        )
        {{ file_format_clause() }}
        {{ comment_clause() }}
    {%- endcall -%}
    {{ return('') }}
{%- endmacro %}


{#- dbt-spark writes an empty cell as an empty text, and takes a quote within a text for its end. -#}
{% macro spark__load_csv_rows(model, agate_table) -%}
    {%- set types = model['config'].get('column_types', {}) -%}
    {%- set sql -%}
        insert into {{ this.render() }} values
        {%- for row in agate_table.rows %}
        (
            {%- for column in agate_table.column_names %}
            {%- set cell = row[loop.index0] %}
            {%- if cell is none -%}
                null
            {%- else -%}
                cast(
                    '{{ cell | string | replace("\\", "\\\\") | replace("'", "\\'") }}' as
                    {{ _spark_type(types.get(column, adapter.convert_type(agate_table, loop.index0))) }}
                )
            {%- endif -%}
            {{ ', ' if not loop.last }}
            {%- endfor -%}
        ){{ ',' if not loop.last }}
        {%- endfor %}
    {%- endset -%}
    {%- do adapter.add_query(sql, abridge_sql_log=True) -%}
    {{ return(sql) }}
{%- endmacro %}


{#- A contract is held against the query by the names that Spark has for types. -#}
{% macro spark__get_assert_columns_equivalent(sql) -%}
    {%- set promised = [] -%}
    {%- for column in model.columns.values() -%}
        {%- do promised.append(column.name ~ ' ' ~ _spark_type(column.data_type)) -%}
    {%- endfor -%}
    {%- set made = [] -%}
    {%- for column in run_query('describe query ' ~ sql).rows -%}
        {%- do made.append(column[0] ~ ' ' ~ column[1]) -%}
    {%- endfor -%}
    {%- if promised | sort != made | sort -%}
        {%- do exceptions.raise_compiler_error(
            'This model has an enforced contract that failed. It promises '
            ~ promised | reject('in', made) | join(', ') ~ '; the query makes '
            ~ made | reject('in', promised) | join(', ')
        ) -%}
    {%- endif -%}
{%- endmacro %}


{#- Tables of Parquet files have no constraint: the keys of marts are a test. -#}
{% macro spark__persist_constraints(relation, model) -%}
{%- endmacro %}
