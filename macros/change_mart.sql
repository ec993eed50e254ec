{#- The changes between reported years, rounded at the edge: of every two, or of consecutive ones with their parts; -#}
{#- among all schools, or per governance, of which it is not known what chance does. -#}
{% macro change_mart(consecutive=false, governances=none) -%}
{%- set parts = ['opened', 'same', 'closed'] if consecutive else [] -%}
select
    sector,
    characteristic,
    area_level,
    area_code,
    area_name,
    {%- if governances %}
    governance,
    {%- endif %}
    index_code,
    from_year,
    to_year,
    {{ at_edge('from_value') }} as from_value,
    {{ at_edge('to_value') }} as to_value,
    {{ at_edge('difference') }} as difference,
    symbol,
    symbol_exact,
    is_rounding_sensitive,
    {%- if not governances %}
    {{ at_edge('standard_error') }} as standard_error,
    is_beyond_chance,
    {%- endif %}
    {%- for part in parts %}
    {{ at_edge('change_' ~ part ~ '_schools') }} as change_{{ part }}_schools,
    {%- endfor %}
    is_area_redrawn,
    '{{ var("municipal_division") }}' as municipal_division
from {{ ref('int_index_changes') }}
where
    governance in ('{{ (governances or ['all']) | join("', '") }}')
    {%- if consecutive %}
    and is_consecutive
    {%- endif %}
{%- endmacro %}
