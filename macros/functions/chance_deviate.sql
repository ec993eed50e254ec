{#- How many errors (times the root of 2) a difference is; without error, none or as many as can be. -#}
{% macro chance_deviate(difference, error) -%}
    case
        when {{ error }} > 0 then abs({{ difference }}) / ({{ error }} * sqrt(2))
        when {{ error }} = 0 and {{ difference }} = 0 then 0
        when {{ error }} = 0 and {{ difference }} <> 0 then 1e300
    end
{%- endmacro %}
