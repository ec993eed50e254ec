{#- How far D is from what chance gives, as a part of how far it could be. -#}
{% macro carrington_troske(dissimilarity, expected) -%}
    case
        when {{ dissimilarity }} >= {{ expected }}
            then ({{ dissimilarity }} - {{ expected }}) / nullif(1 - {{ expected }}, 0)
        else ({{ dissimilarity }} - {{ expected }}) / {{ expected }}
    end
{%- endmacro %}
