{% macro counterfactual_contribution(relation, by, x, y, total, category) -%}
    {{ return(
        adapter.dispatch('counterfactual_contribution', 'segmon')(
            relation, by, x, y, total, category
        )
    ) }}
{%- endmacro %}


{% macro default__counterfactual_contribution(relation, by, x, y, total, category) -%}
    {#- schools without a pupil of known group are no schools of the area -#}
    {%- set is_counted = total ~ ' > 0 or ' ~ total ~ ' is null' -%}
    {%- set mean = exact_sum('imbalance') ~ ' / count(imbalance)' %}
    select
        {{ by | join(', ') }},
        {{ category }},
        count(*) as n_schools,
        max(dissimilarity) as dissimilarity,
        0.5 * max(n_area_schools) * {{ mean }} as counterfactual_dissimilarity,
        0.5 * max(n_area_schools) * {{ mean }} - max(dissimilarity) as contribution
    from (
        select
            {{ by | join(', ') }},
            {{ category }},
            imbalance,
            0.5 * {{ exact_sum('imbalance', over='area') }} as dissimilarity,
            count(*) over area as n_area_schools
        from ({{ school_imbalance(relation, by, x, y, columns=[category], condition=is_counted) }})
            as shares
        window area as (partition by {{ by | join(', ') }})
    ) as schools
    group by {{ by | join(', ') }}, {{ category }}
{%- endmacro %}
