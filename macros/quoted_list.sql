{#- Texts as a list of SQL literals, with the quotes that they hold doubled. -#}
{% macro quoted_list(texts) -%}
    {%- for text in texts -%}
        {{ dbt.string_literal(dbt.escape_single_quotes(text | string)) }}
        {%- if not loop.last %}, {% endif -%}
    {%- endfor -%}
{%- endmacro %}
