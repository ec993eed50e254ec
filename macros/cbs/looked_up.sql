{#- Pupils with what one table says of one person, or of their household. -#}
{#- Only one large table is joined, so that memory holds the pupils, not the people. -#}
{% macro looked_up(pupils, people, table, person, values, key='person_id') -%}
with pupils as (
    select * from {{ pupils }}
),

schools as (
    {{ served(ref('stg_cbs__school_numbers'), table) | indent(4) }}
),

people as (
    select * from {{ people }}
)

select
    pupils.*,
    {%- for value, name in values.items() %}
    people.{{ value }} as {{ name }}
    {%- if not loop.last %},{% endif %}
    {%- endfor %}
from pupils
left join schools using (school_number)
left join people
    on schools.file_year = people.file_year and pupils.{{ person }} = people.{{ key }}
{%- endmacro %}
