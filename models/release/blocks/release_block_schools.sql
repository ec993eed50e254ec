{#- a school in a block: every block that is shown, and those that readers can subtract to -#}
{%- set columns -%}
    school_year,
    sector,
    characteristic,
    school_id,
    governance,
    category_kind as own_kind,
    category_code as own_category,
    n_first,
    n_middle,
    n_third,
    n_known
{%- endset -%}
{#- level: the column of its code, and which schools are in it -#}
{%- set of_areas = {
    'national': ('country_code', 'true'),
    'urbanity': ('urbanity_code', 'true'),
    'municipality': ('municipality_code', 'is_in_scope'),
    'rest_of_class': ('urbanity_code', 'not is_in_scope'),
    'rest_of_country': ('country_code', 'not is_in_scope'),
} -%}
{#- compositions are of the country and the focus cities, whichever municipalities are shown -#}
{%- set of_categories = {
    'national': of_areas['national'],
    'municipality': of_areas['municipality'],
    'rest_of_country': ('country_code', 'not is_focus'),
} -%}
{#- profile `municipal` shows no governance below the country -#}
{%- set of_governance = {'national': of_areas['national']} -%}
{%- if var('release_profile') == 'national' -%}
    {%- set of_governance = of_categories -%}
{%- endif -%}
{%- set kinds = [
    ("'all'", "'all'", of_areas),
    ('category_kind', 'category_code', of_categories),
    ("'governance'", 'governance', of_governance),
] -%}

with schools as (
    select * from {{ ref('release_schools') }}
),

block_schools as (
    {%- for category_kind, category_code, levels in kinds %}
    {%- set is_last_kind = loop.last %}
    {%- for area_level, (area_code, condition) in levels.items() %}
    select
        {{ columns }},
        '{{ area_level }}' as area_level,
        {{ area_code }} as area_code,
        {{ category_kind }} as category_kind,
        {{ category_code }} as category_code
    from schools
    where {{ condition }}
    {%- if not (loop.last and is_last_kind) %}
    union all
    {%- endif %}
    {%- endfor %}
    {%- endfor %}
),

-- how many kinds of governance a category of an area has
crossed as (
    select
        school_year,
        sector,
        characteristic,
        area_level,
        area_code,
        own_category,
        count(distinct governance) as n_governances
    from block_schools
    where category_kind = 'governance'
    group by school_year, sector, characteristic, area_level, area_code, own_category
),

governances as (
    select
        school_year,
        sector,
        characteristic,
        area_level,
        area_code,
        count(distinct governance) as n_governances
    from block_schools
    where category_kind = 'governance'
    group by school_year, sector, characteristic, area_level, area_code
),

-- what is left of a governance without the categories that are wholly of it; of more than two
-- governances each crossing could be told from the sums
mixed as (
    select
        block_schools.* replace ('mixed_' || area_level as area_level),
        crossed.n_governances > 1 as is_mixed,
        case
            when governances.n_governances > 2 then governance || '/' || own_category
            else governance
        end as mixed_code
    from block_schools
    inner join crossed
        using (school_year, sector, characteristic, area_level, area_code, own_category)
    inner join governances using (school_year, sector, characteristic, area_level, area_code)
    where category_kind = 'governance'
)

select
    *,
    governance as parent_governance
from block_schools
union all
select
    * exclude (is_mixed, mixed_code) replace (mixed_code as category_code),
    governance as parent_governance
from mixed
where is_mixed
