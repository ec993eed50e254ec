{%- set block = [
    'school_year', 'sector', 'characteristic', 'area_level', 'area_code', 'category_kind',
    'category_code',
] | join(', ') -%}
{%- set is_governance = "case mart.category_kind when 'governance' then 'some' else 'all' end" -%}
{%- set rows -%}
    select judged.* replace ({{ are_enough(block) }} as is_shown)
    from (
        {{ rows_of_areas(
            'category_composition', category=true,
            where=is_in_profile() ~ ' and ' ~ has_governance(is_governance)
        ) }}
    ) as judged
    cross join {{ ref('release_rules') }} as limits
{%- endset -%}
{{ released_mart('category_composition', rows) }}
