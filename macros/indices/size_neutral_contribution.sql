{% macro size_neutral_contribution(relation, by, x, y, total, category) -%}
    {{ return(
        adapter.dispatch('size_neutral_contribution', 'segmon')(
            relation, by, x, y, total, category
        )
    ) }}
{%- endmacro %}


{% macro default__size_neutral_contribution(relation, by, x, y, total, category) -%}
    {%- set keys = by | join(', ') -%}
    {#- schools without a pupil of known group are no schools of the area -#}
    {%- set is_counted = '(' ~ total ~ ' > 0 or ' ~ total ~ ' is null)' -%}
    select
        {{ keys }},
        {{ category }},
        n_schools,
        {{ exact_sum('gaps', over='area') }} / nullif(sum(n_mixed) over area, 0) as dissimilarity,
        gaps / nullif(n_mixed, 0) as counterfactual_dissimilarity,
        gaps / nullif(n_mixed, 0)
        - {{ exact_sum('gaps', over='area') }} / nullif(sum(n_mixed) over area, 0) as contribution
    from (
        select
            {{ keys }},
            {{ category }},
            count(*) as n_schools,
            cast(count(gap) as {{ type_double() }}) as n_mixed,
            {{ exact_sum('gap') }} as gaps
        from (
            select
                {{ keys }},
                {{ category }},
                -- |p - P| / (2P(1 - P)), with p = x/(x + y); a school with neither group has none
                abs(n_x * n_area_y - n_y * n_area_x) * (n_area_x + n_area_y)
                / nullif(2 * (n_x + n_y) * n_area_x * n_area_y, 0) as gap
            from ({{ school_counts(relation, by, x, y, [category], is_counted) }}) as counts
        ) as schools
        group by {{ keys }}, {{ category }}
    ) as categories
    window area as (partition by {{ keys }})
{%- endmacro %}
