with enrolments as (
    {{ serving('cbs_secondary_enrolments') | indent(4) }}
)

select
    school_year,
    {{ person_id() }} as person_id,
    {{ cbs_school_id(site='vobrinvest') }} as school_id,
    {{ code_of('typeonderwijs') }} as education_type,
    {{ cbs_number('voleerjaar') }} as grade,
    lpad({{ code_of('hoofdinschr') }}, 2, '0') as main_enrolment,
    {{ code_of('aanvinschr') }} as started_on,
    {{ code_of('eindinschr') }} as ended_on
from enrolments
