{#- The characteristics and groups that distances are counted for, as pairs: those of a register, and all pupils. -#}
{% macro distance_cells() -%}
    {{ return(register_cells() + [('all', 'all')]) }}
{%- endmacro %}
