with pupils as (
    {{ served_pupils(ref('stg_cbs__pupil_parents'), 'cbs_persons') | indent(4) }}
),

persons as (
    select * from {{ ref('stg_cbs__persons') }}
),

countries as (
    select
        code,
        value
    from {{ ref('cbs_codes') }}
    where code_list = 'country'
),

-- what a parent's own row says; where there is none, what the child's row says of the parent
said as (
    select
        pupils.*,
        {%- for parent in ['father', 'mother'] %}
        of_{{ parent }}.person_id is not null as has_{{ parent }}_row,
        case
            when of_{{ parent }}.person_id is null then of_pupil.birth_country_code_{{ parent }}
            else of_{{ parent }}.birth_country_code
        end as code_{{ parent }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from pupils
    left join persons as of_pupil
        on pupils.file_year = of_pupil.file_year and pupils.person_id = of_pupil.person_id
    left join persons as of_father
        on pupils.file_year = of_father.file_year and pupils.father_id = of_father.person_id
    left join persons as of_mother
        on pupils.file_year = of_mother.file_year and pupils.mother_id = of_mother.person_id
),

pupil_origins as (
    select
        *,
        {{ birth_country('code_father') }} as birth_country_father,
        {{ birth_country('code_mother') }} as birth_country_mother
    from said
)

select
    school_year,
    sector,
    person_id,
    school_id,
    grade,
    father_id,
    mother_id,
    birth_country_father,
    birth_country_mother,
    case
        when birth_country_father is not null or birth_country_mother is not null then 'linked'
        when has_father_row or has_mother_row then 'code_unknown'
        when father_id is not null or mother_id is not null then 'no_row'
        else 'no_parent'
    end as migration_outcome
from pupil_origins
