{% macro discoveries(relation, by, probability) -%}
    {{ return(adapter.dispatch('discoveries', 'segmon')(relation, by, probability)) }}
{%- endmacro %}


{% macro default__discoveries(relation, by, probability) -%}
    {%- set keys = by | join(', ') -%}
    select
        {{ keys }},
        max(n_tests) as n_tests,
        coalesce(
            max(case when probability * n_tests <= 0.05 * rank_of_test then rank_of_test end), 0
        ) as n_discoveries
    from (
        select
            {{ keys }},
            {{ probability }} as probability,
            row_number() over (partition by {{ keys }} order by {{ probability }}) as rank_of_test,
            count(*) over (partition by {{ keys }}) as n_tests
        from {{ relation }}
        where {{ probability }} is not null
    ) as ranked
    group by {{ keys }}
{%- endmacro %}
