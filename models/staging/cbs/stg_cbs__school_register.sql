with register as (
    {{ serving('cbs_school_register') | indent(4) }}
)

select
    school_year,
    {{ cbs_school_id() }} as school_id,
    {{ code_of('denominatie') }} as denomination,
    {{ code_of('onderwijsstructuur') }} as programmes,
    case when gemeentenummer is not null then {{ municipality_code('gemeentenummer') }} end
        as municipality_code
from register
