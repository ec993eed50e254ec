with addresses as (
    {{ serving('cbs_school_addresses') | indent(4) }}
)

select
    school_year,
    {{ cbs_school_id() }} as school_id,
    {{ code_of('rinobjectnummer') }} as object_id,
    {{ cbs_municipality('gemcode') }} as municipality_code
from addresses
