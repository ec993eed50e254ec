-- What: the shares of a category add up to 1, or none is known; the schools and pupils of the
-- categories of a kind add up to those of all schools, unless a suppressed cell hides some.
-- Why: readers draw the groups as parts of a category, and the categories as parts of the area.
-- How to resolve: find the school with no or two categories of the kind in int_school_categories;
-- then the groups of the characteristic in the seed characteristics.
{%- set area = [
    'school_year', 'sector', 'characteristic', 'area_level', 'area_code', 'category_kind',
] %}
with composition as (
    select * from {{ ref('category_composition') }}
),

shares as (
    select
        {{ area | join(', ') }},
        category_code
    from composition
    group by {{ area | join(', ') }}, category_code
    having
        count(share) not in (0, count(*))
        or abs(sum(share) - 1) > 1e-9
        or (count(share) = 0 and count(n_pupils) = count(*) and sum(n_pupils) > 0)
),

categories as (
    select
        {{ area | join(', ') }},
        group_code,
        {{ complete_sum('n_pupils') }} as n_pupils,
        sum(n_schools) as n_schools
    from composition
    where category_code <> 'all'
    group by {{ area | join(', ') }}, group_code
),

everybody as (
    select * from composition
    where category_code = 'all'
),

differences as (
    {{ mismatches(
        'categories', 'everybody', by=area + ['group_code'], columns=['n_pupils', 'n_schools']
    ) }}
)

select
    {{ area | join(', ') }},
    'shares of ' || category_code as what
from shares
union all
select
    {{ area | join(', ') }},
    'categories of ' || group_code as what
from differences
