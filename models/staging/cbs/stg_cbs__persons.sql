with countries as (
    select
        code,
        value
    from {{ ref('cbs_codes') }}
    where code_list = 'country'
)

select
    file_year,
    {{ person_id() }} as person_id,
    {%- for column, name in [
        ('gbageboorteland', 'birth_country'),
        ('gbageboortelandmoeder', 'birth_country_mother'),
        ('gbageboortelandvader', 'birth_country_father'),
    ] %}
    {{ birth_country(column) }} as {{ name }}
    {%- if not loop.last %},{% endif %}
    {%- endfor %}
from {{ source('delivery', 'cbs_persons') }}
