{#- How often a change of nothing but chance has another symbol than `.`: two values that differ by d are -#}
{#- not the same in two decimals with probability d / 0.01, and surely from d = 0.01. -#}
{% macro symbol_by_chance(deviate) -%}
    case
        when {{ deviate }} < 6
            then {{ error_function_complement(deviate) }}
                + (1 - exp(-{{ deviate }} * {{ deviate }})) * 0.5641895835477563 / {{ deviate }}
        -- so far no d is 0.01
        when {{ deviate }} >= 6 then 0.5641895835477563 / {{ deviate }}
    end
{%- endmacro %}
