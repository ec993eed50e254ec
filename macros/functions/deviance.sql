{#- x ln(x / m) + m - x, for x and m of at least 0 that are at most 1 apart: what x weighs in the -#}
{#- logarithm of a probability. From a hundred on by its series, where the plain form would cancel out. -#}
{% macro deviance(x, m) -%}
    {%- set v = '((' ~ x ~ ' - ' ~ m ~ ') / (' ~ x ~ ' + ' ~ m ~ '))' -%}
    case
        when {{ x }} = 0 then {{ m }}
        when {{ m }} < 100 then {{ x }} * ln({{ x }} / {{ m }}) + {{ m }} - {{ x }}
        else ({{ x }} - {{ m }}) * {{ v }} + 2 * {{ x }} * {{ v }} * {{ v }} * {{ v }}
            * (1e0 / 3 + {{ v }} * {{ v }} * (1e0 / 5 + {{ v }} * {{ v }} / 7))
    end
{%- endmacro %}
