-- What: M is what school and group tell apart less what they tell together; it is the sum of its
-- parts between and within categories, as H is of its own, and each part is that of the categories;
-- and M between is M of the categories as if each were one school.
-- Why: only then is the part within a category segregation that the category does not explain.
-- How to resolve: repair macros/indices/school_information.sql or what is made of it.
{% set groups = ['n_first', 'n_middle', 'n_third'] %}

with schools as (
    {{ pseudo_random_schools() }}
),

areas as (
    {{ mutual_information('schools', ['school_year', 'area_code'], groups, 'category_code') }}
),

shares as (
    {{ theil_information('schools', ['school_year', 'area_code'], groups, 'category_code') }}
),

categories as (
    {{ category_information('schools', ['school_year', 'area_code'], groups, 'category_code') }}
),

merged_schools as (
    select
        school_year,
        area_code,
        category_code,
        sum(n_first) as n_first,
        sum(n_middle) as n_middle,
        sum(n_third) as n_third
    from schools
    group by school_year, area_code, category_code
),

merged_areas as (
    {{ mutual_information('merged_schools', ['school_year', 'area_code'], groups) }}
),

category_sums as (
    select
        school_year,
        area_code,
        sum(weight) as weight,
        sum(weight * between_information) as between_categories,
        sum(weight * within_information) as within_categories
    from categories
    group by school_year, area_code
),

-- pupils by school, by group, and by both
numbers as (
    {%- for group in groups %}
    select
        school_year,
        area_code,
        'both' as division,
        {{ group }} as n
    from schools
    union all
    select
        school_year,
        area_code,
        'group' as division,
        sum({{ group }}) as n
    from schools
    group by school_year, area_code
    union all
    {%- endfor %}
    select
        school_year,
        area_code,
        'school' as division,
        n_known as n
    from schools
),

entropies as (
    select
        school_year,
        area_code,
        division,
        -sum(
            n / n_pupils * ln(n / n_pupils)
        ) as entropy
    from (
        select
            numbers.school_year,
            numbers.area_code,
            numbers.division,
            cast(numbers.n as {{ type_double() }}) as n,
            area_totals.n_pupils
        from numbers
        inner join (
            select
                school_year,
                area_code,
                cast(sum(n_known) as {{ type_double() }}) as n_pupils
            from schools
            group by school_year, area_code
        ) as area_totals
            on
                numbers.school_year = area_totals.school_year
                and numbers.area_code = area_totals.area_code
        where numbers.n > 0
    ) as present
    group by school_year, area_code, division
),

informations as (
    select
        school_year,
        area_code,
        sum(case when division = 'both' then -entropy else entropy end) as mutual_information,
        max(case when division = 'group' then entropy end) as entropy
    from entropies
    group by school_year, area_code
),

actual as (
    select
        school_year,
        area_code,
        areas.mutual_information,
        areas.entropy,
        areas.between_categories + areas.within_categories as both_parts,
        areas.between_categories,
        areas.within_categories,
        areas.between_categories as merged_categories,
        shares.theil_information,
        shares.between_categories + shares.within_categories as both_shares,
        1 as weight
    from areas
    inner join shares using (school_year, area_code)
),

expected as (
    select
        school_year,
        area_code,
        informations.mutual_information,
        informations.entropy,
        informations.mutual_information as both_parts,
        category_sums.between_categories,
        category_sums.within_categories,
        merged_areas.mutual_information as merged_categories,
        informations.mutual_information / informations.entropy as theil_information,
        informations.mutual_information / informations.entropy as both_shares,
        category_sums.weight
    from informations
    inner join category_sums using (school_year, area_code)
    inner join merged_areas using (school_year, area_code)
)

{{ mismatches(
    'actual', 'expected',
    by=['school_year', 'area_code'],
    columns=[
        'mutual_information', 'entropy', 'both_parts', 'between_categories', 'within_categories',
        'merged_categories', 'theil_information', 'both_shares', 'weight'
    ]
) }}
