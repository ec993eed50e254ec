{#- The codes of marts that their dimensions do not have. -#}
{% macro unknown_codes(uses) -%}
    {%- for dimension, key, marts, columns in uses %}
    select
        '{{ dimension }}' as dimension,
        mart,
        code
    from (
        {%- for mart in marts %}
        select distinct
            '{{ mart }}' as mart,
            {{ _as_text(columns or key) }} as code
        from {{ ref(mart) }}
        {%- if not loop.last %}
        union all
        {%- endif %}
        {%- endfor %}
    ) as used
    where code not in (select {{ _as_text(key) }} from {{ ref(dimension) }})
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}


{% macro _as_text(columns) -%}
    {{ columns | join(" || ' ' || ") }}
{%- endmacro %}
