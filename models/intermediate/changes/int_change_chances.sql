{%- set series = ['sector', 'characteristic', 'index_code', 'table_code'] -%}

with changes as (
    select
        *,
        case when area_level = 'municipality' then 'municipalities' else 'appendix_b' end
            as table_code
    from {{ ref('int_index_changes') }}
    where is_consecutive and governance = 'all' and index_code = 'dissimilarity'
),

deviates as (
    select
        *,
        {{ chance_deviate('unrounded_difference', 'standard_error') }} as change_deviate,
        {{ chance_deviate('0.01', 'standard_error') }} as symbol_deviate
    from changes
),

chances as (
    select
        {{ series | join(', ') }},
        case when standard_error is not null then symbol end as symbol,
        is_beyond_chance,
        {{ symbol_by_chance('symbol_deviate') }} as symbol_by_chance,
        {{ chance_probability('change_deviate') }} as probability
    from deviates
),

found as (
    {{ discoveries('chances', series, 'probability') }}
),

counts as (
    select
        {{ series | join(', ') }},
        count(symbol) as n_changes,
        count(case when symbol <> '.' then 1 end) as n_symbols,
        coalesce({{ exact_sum('symbol_by_chance') }}, 0) as n_symbols_by_chance,
        count(case when is_beyond_chance then 1 end) as n_beyond_chance
    from chances
    group by {{ series | join(', ') }}
),

change_chances as (
    select
        {{ series | join(', ') }},
        counts.n_changes,
        counts.n_symbols,
        counts.n_symbols_by_chance,
        counts.n_beyond_chance,
        cast(coalesce(found.n_discoveries, 0) as {{ dbt.type_bigint() }}) as n_discoveries,
        cast(found.n_discoveries as {{ type_double() }}) / nullif(counts.n_changes, 0)
            as discovery_share
    from counts
    left join found using ({{ series | join(', ') }})
)

select * from change_chances
