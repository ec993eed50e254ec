{#- The Appendix B symbol of a difference in two decimals: `.` none, + or - up to 0.02, ++ or -- from 0.03. -#}
{% macro change_symbol(difference) -%}
    case
        when {{ difference }} >= 0.03 then '++'
        when {{ difference }} > 0 then '+'
        when {{ difference }} = 0 then '.'
        when {{ difference }} > -0.03 then '-'
        when {{ difference }} is not null then '--'
    end
{%- endmacro %}
