{#- The keys that occur more than once (nulls compare as equal), and those whose columns of codes have another than is listed, or null. -#}
{% macro keys_and_codes(tables) -%}
    {%- for name, (key, codes) in tables.items() %}
    {%- set texts = [] %}
    {%- for column in key %}
    {%- do texts.append("coalesce(cast(" ~ column ~ " as " ~ dbt.type_string() ~ "), '')") %}
    {%- endfor %}
    select
        '{{ name }}' as table_name,
        {{ texts | join(" || ' ' || ") }} as table_key,
        count(*) as n_rows
    from {{ ref(name) }}
    group by {{ key | join(', ') }}
    having
        count(*) > 1
        {%- for column, values in codes.items() %}
        or count(
            case when cast({{ column }} as {{ dbt.type_string() }}) not in ('{{ values | join("', '") }}') then 1 end
        ) > 0
        {%- endfor %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
