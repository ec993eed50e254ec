{#- A person as a number; null where nobody is meant, or somebody who cannot be linked. -#}
{% macro person_id(suffix='') -%}
    case
        when rinpersoons{{ suffix }} = 'R' and rinpersoon{{ suffix }} not like '-%'
            then nullif({{ whole_number('rinpersoon' ~ suffix) }}, 0)
    end
{%- endmacro %}
