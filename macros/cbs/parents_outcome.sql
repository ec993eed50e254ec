{#- Whether something is known of either parent; else the best reason that is known why not. -#}
{% macro parents_outcome(value, code) -%}
    case
        when {{ value }}_father is not null or {{ value }}_mother is not null then 'linked'
        when {{ code }}_father is not null or {{ code }}_mother is not null then 'code_unknown'
        when father_id is not null or mother_id is not null then 'no_row'
        else 'no_parent'
    end
{%- endmacro %}
