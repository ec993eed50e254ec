{#- The characteristics and groups that distances are told for, as pairs: those of a register, and all pupils. -#}
{% macro distance_cells() -%}
    {{ return(register_cells() + [('all', 'all')]) }}
{%- endmacro %}
