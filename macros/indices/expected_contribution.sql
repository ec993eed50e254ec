{% macro expected_contribution(relation, chance, by, category) -%}
    {{ return(
        adapter.dispatch('expected_contribution', 'segmon')(relation, chance, by, category)
    ) }}
{%- endmacro %}


{% macro default__expected_contribution(relation, chance, by, category) -%}
    {%- set keys = by | join(', ') -%}
    {%- set of_area = exact_sum('expected_part', over='area') %}
    select
        {{ keys }},
        {{ category }},
        n_schools,
        {{ of_area }} as dissimilarity,
        n_area_schools * expected_part / n_schools as counterfactual_dissimilarity,
        n_area_schools * expected_part / n_schools - {{ of_area }} as contribution
    from (
        select
            {{ keys }},
            {{ category }},
            categories.n_schools,
            cast(sum(categories.n_schools) over area as {{ type_double() }}) as n_area_schools,
            -- schools of which chance can change nothing are no rows of it
            case when categories.dissimilarity is not null then coalesce(parts.expected_part, 0) end
                as expected_part
        from {{ relation }} as categories
        left join (
            select
                {{ keys }},
                {{ category }},
                {{ exact_sum('mean_deviation * (n_rarer + n_other) / (2 * n_rarer * n_other)') }}
                    as expected_part
            from {{ chance }}
            group by {{ keys }}, {{ category }}
        ) as parts using ({{ keys }}, {{ category }})
        window area as (partition by {{ keys }})
    ) as expected_parts
    window area as (partition by {{ keys }})
{%- endmacro %}
