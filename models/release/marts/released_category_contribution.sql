{%- set rows -%}
{{ rows_of_areas(
    'category_contribution', category=true, further="mart.definition <> 'monitor'", level="'municipality'",
    where=is_in_profile("'municipality'")
    ~ ' and ' ~ has_governance("case mart.category_kind when 'governance' then 'some' else 'all' end", "'municipality'")
) }}
{%- endset -%}
{{ released_mart('category_contribution', rows) }}
