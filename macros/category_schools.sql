{#- The schools of every category that they are in, with their pupils. -#}
{% macro category_schools() -%}
    select
        school_year,
        sector,
        school_group_counts.characteristic,
        school_group_counts.municipality_code as area_code,
        school_categories.category_kind,
        school_categories.category_code,
        school_group_counts.n_first,
        school_group_counts.n_third,
        school_group_counts.n_known
    from {{ ref('int_school_group_counts') }} as school_group_counts
    inner join {{ ref('int_school_categories') }} as school_categories
        using (school_year, sector, school_id)
    where school_categories.category_kind <> 'all'
{%- endmacro %}
