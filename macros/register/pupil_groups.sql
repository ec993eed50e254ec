{#- The groups of each monitored pupil, as numbers, from what is known of its parents. -#}
{% macro pupil_groups(pupils) -%}
with pupils as (
    select * from {{ pupils }}
    where {{ is_monitored() }}
),

-- numbers are used for the groups, since every pupil is compared with every group
classified as (
    select
        school_year,
        sector,
        school_id,
        case
            when income_percentile <= {{ var('income_low_max_percentile') }}
                then {{ group_number('low') }}
            when income_percentile <= {{ var('income_middle_max_percentile') }}
                then {{ group_number('middle') }}
            when not {{ is_unknown('income') }} then {{ group_number('high') }}
        end as income,
        -- the highest known level of either parent
        case
            {%- for level in ['higher_education', 'start_qualification'] %}
            when education_parent_1 = '{{ level }}' or education_parent_2 = '{{ level }}'
                then {{ group_number(level) }}
            {%- endfor %}
            when not {{ is_unknown('education') }}
                then {{ group_number('no_start_qualification') }}
        end as education,
        -- one known parent decides alone
        case
            when coalesce(birth_country_parent_1, birth_country_parent_2) = 'NL'
                then
                    case
                        when birth_country_parent_2 <> 'NL' then {{ group_number('one_abroad') }}
                        else {{ group_number('both_nl') }}
                    end
            when birth_country_parent_2 = 'NL' then {{ group_number('one_abroad') }}
            when not {{ is_unknown('migration') }} then {{ group_number('both_abroad') }}
        end as migration,
        home_to_school_km
    from pupils
)

select * from classified
{%- endmacro %}
