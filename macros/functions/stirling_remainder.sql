{#- ln n! - (n ln n - n), for a whole n of at least 0: from a table up to 15, then the series of -#}
{#- Stirling, which is right to 2e-15 there. Not the logarithm of the gamma function, of which PostgreSQL -#}
{#- and Spark have none, and whose differences lose nine digits of ten million pupils. -#}
{% macro stirling_remainder(n) -%}
    {%- set first = [
        '0.0', '1.0', '1.3068528194400547', '1.4959226032237259', '1.6328763858683831',
        '1.7403021806115441', '1.8286943966417710', '1.9037903176782212', '1.9690705693065628',
        '2.0268062840554952', '2.0785616431350585', '2.1254598450918099', '2.1683346982058824',
        '2.2078222061234453', '2.2444185681250649', '2.2785183673077576'
    ] -%}
    case
        when {{ n }} > 15 then 0.5 * ln(6.283185307179586 * {{ n }}) + (
            1e0 / 12 - (1e0 / 360 - (1e0 / 1260 - 1e0 / 1680 / ({{ n }} * {{ n }}))
            / ({{ n }} * {{ n }})) / ({{ n }} * {{ n }})
        ) / {{ n }}
        {%- for remainder in first %}
        when {{ n }} = {{ loop.index0 }} then {{ remainder }}
        {%- endfor %}
    end
{%- endmacro %}
