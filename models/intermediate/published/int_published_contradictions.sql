{%- set series = ['sector', 'characteristic', 'area_code', 'item_code'] -%}

with figures as (
    select * from {{ ref('int_published_figures') }}
),

-- the most direct of the values that are printed for an index
printed_indices as (
    select
        *,
        row_number() over (
            partition by {{ series | join(', ') }}, from_year
            order by
                case value_kind when 'exact' then 1 when 'implied' then 2 else 3 end,
                figure_id
        ) as directness
    from figures
    where
        figure_kind = 'index'
        and compared_with = 'value'
        and from_year = to_year
        and value_kind in ('exact', 'implied', 'derived')
),

indices as (
    select * from printed_indices
    where directness = 1
),

earlier as (
    select
        {{ series | join(', ') }},
        from_year,
        cast(published_value as decimal(4, 2)) as from_value
    from indices
),

later as (
    select
        {{ series | join(', ') }},
        to_year,
        cast(published_value as decimal(4, 2)) as to_value
    from indices
),

symbols as (
    select * from figures
    where figure_kind = 'change_symbol'
),

-- a symbol next to the difference of the two values that are printed for its years
symbols_and_values as (
    select
        symbols.figure_id,
        earlier.from_value,
        later.to_value,
        symbols.lowest_value,
        symbols.highest_value
    from symbols
    inner join earlier using ({{ series | join(', ') }}, from_year)
    inner join later using ({{ series | join(', ') }}, to_year)
),

-- a statement in the text next to the symbols of the years it spans, which add up
statements_and_symbols as (
    select
        statements.figure_id,
        statements.lowest_value,
        statements.highest_value,
        -- an open end of one symbol is an open end of the sum
        {{ exact_sum('coalesce(symbols.lowest_value, -9)') }} as lowest_change,
        {{ exact_sum('coalesce(symbols.highest_value, 9)') }} as highest_change,
        min(symbols.printed_in) as printed_in
    from figures as statements
    inner join symbols using ({{ series | join(', ') }})
    where
        statements.figure_kind = 'text_change'
        and statements.from_year <= symbols.from_year
        and statements.to_year >= symbols.to_year
    group by statements.figure_id, statements.lowest_value, statements.highest_value
),

contradictions as (
    select
        figure_id,
        'printed values: ' || cast(from_value as {{ dbt.type_string() }}) || ' > '
        || cast(to_value as {{ dbt.type_string() }}) || ' give '
        || {{ change_symbol('(to_value - from_value)') }} as contradiction
    from symbols_and_values
    where to_value - from_value < lowest_value or to_value - from_value > highest_value
    union all
    select
        figure_id,
        'symbols of ' || printed_in || ': '
        || case
            when lowest_change = 0 and highest_change = 0 then 'no change'
            when lowest_change > 0 then 'a rise'
            when highest_change < 0 then 'a fall'
            else 'another change'
        end
        || case
            when lowest_change > -8 and highest_change < 8 and lowest_change < highest_change
                then ' of ' || cast(
                    cast(least(abs(lowest_change), abs(highest_change)) as decimal(4, 2))
                    as {{ dbt.type_string() }}
                ) || ' to ' || cast(
                    cast(greatest(abs(lowest_change), abs(highest_change)) as decimal(4, 2))
                    as {{ dbt.type_string() }}
                )
            else ''
        end as contradiction
    from statements_and_symbols
    -- the two intervals have nothing in common
    where
        round({{ exact_decimal('lowest_change') }}, 2) > coalesce(highest_value, 9)
        or round({{ exact_decimal('highest_change') }}, 2) < coalesce(lowest_value, -9)
)

select * from contradictions
