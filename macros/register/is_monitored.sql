{#- Whether a pupil is monitored: every grade of primary education, the first grades of secondary. -#}
{#- The checks of a delivery render it too, so that it uses no other macro. -#}
{% macro is_monitored(sector='sector', grade='grade') -%}
    case
        when {{ sector }} = 'vo' then {{ grade }} in ({{ var('vo_grades') | join(', ') }})
        else true
    end
{%- endmacro %}
