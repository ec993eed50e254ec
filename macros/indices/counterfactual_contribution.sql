{% macro counterfactual_contribution(relation, by, x, y, total, category) -%}
    {{ return(
        adapter.dispatch('counterfactual_contribution', 'segmon')(relation, by, x, y, total, category)
    ) }}
{%- endmacro %}


{% macro default__counterfactual_contribution(relation, by, x, y, total, category) -%}
    select
        {{ by | join(', ') }},
        {{ category }},
        count(*) as n_schools,
        max(dissimilarity) as dissimilarity,
        0.5 * max(n_area_schools) * avg(imbalance) as counterfactual_dissimilarity,
        0.5 * max(n_area_schools) * avg(imbalance) - max(dissimilarity) as contribution
    from (
        select
            {{ by | join(', ') }},
            {{ category }},
            imbalance,
            0.5 * sum(imbalance) over area as dissimilarity,
            count(*) over area as n_area_schools
        from (
            select
                {{ by | join(', ') }},
                {{ category }},
                -- one school's part of D: |its share of all y - its share of all x|
                abs(
                    cast({{ y }} as {{ type_double() }}) / nullif({{ complete_sum(y, over='area') }}, 0)
                    - cast({{ x }} as {{ type_double() }}) / nullif({{ complete_sum(x, over='area') }}, 0)
                ) as imbalance
            from {{ relation }}
            -- schools without a pupil of known group are no schools of the area
            where {{ total }} > 0 or {{ total }} is null
            window area as (partition by {{ by | join(', ') }})
        ) as shares
        window area as (partition by {{ by | join(', ') }})
    ) as schools
    group by {{ by | join(', ') }}, {{ category }}
{%- endmacro %}
