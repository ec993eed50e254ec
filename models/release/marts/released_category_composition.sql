{%- set rows -%}
{{ rows_of_areas(
    'category_composition', category=true,
    where=is_in_profile() ~ ' and ' ~ has_governance("case mart.category_kind when 'governance' then 'some' else 'all' end")
) }}
{%- endset -%}
{{ released_mart('category_composition', rows) }}
