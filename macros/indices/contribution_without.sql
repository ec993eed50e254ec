{% macro contribution_without(relation, by, x, y, total, category) -%}
    {{ return(
        adapter.dispatch('contribution_without', 'segmon')(relation, by, x, y, total, category)
    ) }}
{%- endmacro %}


{#- D is the part of x at the schools with more than their share of it, less their part of y: of sums -#}
{#- of whole numbers, the same in any order. Without a category an area has other totals, so that each -#}
{#- school is looked at once for every category. -#}
{% macro default__contribution_without(relation, by, x, y, total, category) -%}
    {%- set keys = by | join(', ') -%}
    {%- set elsewhere = ' and schools.' ~ category ~ ' <> totals.' ~ category -%}
    {#- of each D its name, the totals of its area, and the schools with counts of their own -#}
    {%- set areas = [
        ('actual', 'n_area_x', 'n_area_y', ''),
        ('neutral', 'n_neutral_x', 'n_neutral_y', elsewhere),
        ('left', 'n_left_x', 'n_left_y', elsewhere),
    ] -%}
    with schools as (
        select
            {{ keys }},
            {{ category }},
            cast({{ x }} as {{ type_double() }}) as n_x,
            cast({{ y }} as {{ type_double() }}) as n_y
        from {{ relation }}
        -- schools without a pupil of known group are no schools of the area
        where {{ total }} > 0 or {{ total }} is null
    ),

    categories as (
        select
            {{ keys }},
            {{ category }},
            count(*) as n_schools,
            {{ complete_sum('n_x') }} as n_category_x,
            {{ complete_sum('n_y') }} as n_category_y
        from schools
        group by {{ keys }}, {{ category }}
    ),

    area_totals as (
        select
            *,
            {{ complete_sum('n_category_x', over='area') }} as n_area_x,
            {{ complete_sum('n_category_y', over='area') }} as n_area_y
        from categories
        window area as (partition by {{ keys }})
    ),

    -- the totals without the category, and those with the mix of the area in it, times all pupils
    totals as (
        select
            *,
            n_category_x + n_category_y as n_category,
            n_area_x + n_area_y as n_area,
            n_area_x - n_category_x as n_left_x,
            n_area_y - n_category_y as n_left_y,
            (n_area_x + n_area_y) * (n_area_x - n_category_x)
            + n_area_x * (n_category_x + n_category_y) as n_neutral_x,
            (n_area_x + n_area_y) * (n_area_y - n_category_y)
            + n_area_y * (n_category_x + n_category_y) as n_neutral_y
        from area_totals
    ),

    -- what the schools with more than their share of x have of either group
    sums as (
        select
            {{ keys }},
            totals.{{ category }}
            {%- for name, n_x, n_y, condition in areas %}
            {%- set is_above = 'schools.n_x * ' ~ n_y ~ ' > schools.n_y * ' ~ n_x ~ condition %},
            sum(case when {{ is_above }} then schools.n_x else 0 end) as {{ name }}_x,
            sum(case when {{ is_above }} then schools.n_y else 0 end) as {{ name }}_y
            {%- endfor %}
        from totals
        inner join schools using ({{ keys }})
        group by {{ keys }}, totals.{{ category }}
    )

    select
        {{ keys }},
        {{ category }},
        totals.n_schools,
        sums.actual_x / nullif(totals.n_area_x, 0)
        - sums.actual_y / nullif(totals.n_area_y, 0) as dissimilarity,
        totals.n_area * (
            sums.neutral_x / nullif(totals.n_neutral_x, 0)
            - sums.neutral_y / nullif(totals.n_neutral_y, 0)
        )
        -- the category has the mix of the area as it was
        + totals.n_category * greatest(
            totals.n_area_x / nullif(totals.n_neutral_x, 0)
            - totals.n_area_y / nullif(totals.n_neutral_y, 0),
            0
        ) as neutralised_dissimilarity,
        sums.left_x / nullif(totals.n_left_x, 0)
        - sums.left_y / nullif(totals.n_left_y, 0) as left_out_dissimilarity
    from totals
    inner join sums using ({{ keys }}, {{ category }})
{%- endmacro %}
