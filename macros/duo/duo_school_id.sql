{#- A school site in DUO files: BRIN and site number, where the site is written as `00`, as `0` or as the whole `16AH00`. -#}
{% macro duo_school_id(brin='brin_nummer', site='vestigingsnummer') -%}
    case
        when length(trim({{ site }})) > 2 then trim({{ site }})
        else trim({{ brin }}) || lpad(trim({{ site }}), 2, '0')
    end
{%- endmacro %}
