with enrolments as (
    {{ serving('cbs_primary_enrolments') | indent(4) }}
)

select
    school_year,
    {{ person_id() }} as person_id,
    {{ cbs_school_id('wpobrin_crypt', 'wpobrinvest') }} as school_id,
    {{ code_of('wpotypepo') }} as education_type,
    {{ cbs_number('wpoleerjaar') }} as grade,
    {{ code_of('wpodenominatie') }} as denomination_code
from enrolments
