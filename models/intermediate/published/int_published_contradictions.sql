with figures as (
    select * from {{ ref('int_published_figures') }}
),

-- the most direct of the values that are printed for an index
printed_indices as (
    select
        *,
        row_number() over (
            partition by sector, characteristic, area_code, item_code, from_year
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

symbols as (
    select * from figures
    where figure_kind = 'change_symbol'
),

-- a symbol beside the difference of the two values that are printed for its years
symbols_and_values as (
    select
        symbols.figure_id,
        cast(earlier.published_value as decimal(4, 2)) as from_value,
        cast(later.published_value as decimal(4, 2)) as to_value,
        symbols.lowest_value,
        symbols.highest_value
    from symbols
    inner join indices as earlier
        on
            symbols.sector = earlier.sector
            and symbols.characteristic = earlier.characteristic
            and symbols.area_code = earlier.area_code
            and symbols.item_code = earlier.item_code
            and symbols.from_year = earlier.from_year
    inner join indices as later
        on
            symbols.sector = later.sector
            and symbols.characteristic = later.characteristic
            and symbols.area_code = later.area_code
            and symbols.item_code = later.item_code
            and symbols.to_year = later.from_year
),

-- a statement in the text beside the symbols of the years it spans, which add up
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
    inner join symbols
        on
            statements.sector = symbols.sector
            and statements.characteristic = symbols.characteristic
            and statements.area_code = symbols.area_code
            and statements.item_code = symbols.item_code
            and statements.from_year <= symbols.from_year
            and statements.to_year >= symbols.to_year
    where statements.figure_kind = 'text_change'
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
        round(lowest_change, 2) > coalesce(highest_value, 9)
        or round(highest_change, 2) < coalesce(lowest_value, -9)
)

select * from contradictions
