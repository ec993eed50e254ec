{#- The sum of doubles, the same to the last bit in any order and on every engine: each is a whole -#}
{#- number of 1 / 2^60, in two halves of 30 bits, and those add up exactly. Of one long decimal each -#}
{#- engine makes another double, and of a double another decimal. -#}
{% macro exact_sum(term, over=none) -%}
    {%- set units = 1073741824 -%}
    {%- set window = ' over ' ~ over if over else '' -%}
    {%- set scaled = '((' ~ term ~ ') * ' ~ units ~ ')' -%}
    {%- set high = 'floor(' ~ scaled ~ ')' -%}
    {%- set low = 'floor((' ~ scaled ~ ' - ' ~ high ~ ') * ' ~ units ~ ' + 0.5)' -%}
    (
        cast(sum(cast({{ high }} as {{ dbt.type_bigint() }})){{ window }} as {{ type_double() }})
        + cast(sum(cast({{ low }} as {{ dbt.type_bigint() }})){{ window }} as {{ type_double() }})
        / {{ units }}
    ) / {{ units }}
{%- endmacro %}
