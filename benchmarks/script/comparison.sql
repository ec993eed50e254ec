-- where the published monitor contradicts itself

create temp table contradictions as
with indices_printed as (
    -- the most direct of the values that are printed for an index
    select sector, characteristic, area_code, item_code, from_year as school_year,
        first(published_value::decimal(4, 2) order by
            list_position(['exact', 'implied', 'derived'], value_kind), figure_id
        ) as value
    from figures
    where figure_kind = 'index' and compared_with = 'value' and from_year = to_year
        and value_kind in ('exact', 'implied', 'derived')
    group by all
),
change_symbols as (from figures where figure_kind = 'change_symbol'),
-- the symbols of the years that a statement in the text spans, which add up
sums as (
    select said.figure_id, said.lowest_value, said.highest_value,
        sum(coalesce(symbols.lowest_value, -9)::decimal(4, 2)) as low,
        sum(coalesce(symbols.highest_value, 9)::decimal(4, 2)) as high,
        min(symbols.printed_in) as printed_in
    from figures as said
    inner join change_symbols as symbols using (sector, characteristic, area_code, item_code)
    where said.figure_kind = 'text_change'
        and said.from_year <= symbols.from_year and said.to_year >= symbols.to_year
    group by all
)
select
    figure_id,
    format(
        'printed values: {} > {} give {}', from_value::varchar, to_value::varchar,
        symbol(to_value - from_value)
    ) as contradiction
from change_symbols
inner join (select * rename (school_year as from_year, value as from_value) from indices_printed)
    using (sector, characteristic, area_code, item_code, from_year)
inner join (select * rename (school_year as to_year, value as to_value) from indices_printed)
    using (sector, characteristic, area_code, item_code, to_year)
where to_value - from_value < lowest_value or to_value - from_value > highest_value
union all
select
    figure_id,
    'symbols of ' || printed_in || ': ' || case
        when low = 0 and high = 0 then 'no change'
        when low > 0 then 'a rise'
        when high < 0 then 'a fall'
        else 'another change'
    end || if(
        low > -8 and high < 8 and low < high,
        format(
            ' of {} to {}', least(abs(low), abs(high))::decimal(4, 2)::varchar,
            greatest(abs(low), abs(high))::decimal(4, 2)::varchar
        ),
        ''
    )
from sums
where low > coalesce(highest_value, 9) or high < coalesce(lowest_value, -9);

create temp table built as
with cells as (
    select 'index' as kind, school_year, sector, characteristic, area_code,
        index_code as item_code, value
    from (
        from marts.segregation_national
        union all from marts.segregation_g4
        union all from marts.segregation_urbanity
    )
    union all
    select 'distribution', school_year, sector, characteristic, area_code, group_code, share
    from marts.group_distribution
    where area_level <> 'municipality'
    union all
    select 'contribution', school_year, sector, characteristic, area_code, category_code,
        contribution
    from marts.category_contribution
    where category_kind <> 'governance'
    union all
    select 'missing_share', school_year, sector, characteristic, 'NL', 'missing', missing_share
    from marts.data_coverage
),
-- a figure of the four cities, of several characteristics or years speaks of every one of them
spoken_of as (
    select
        figures.* replace (
            coalesce(municipality_code, area_code) as area_code,
            named.characteristic as characteristic
        ),
        school_year,
        case
            when figure_kind in ('change_symbol', 'text_change') then 'index'
            when figure_kind = 'contribution_direction' then 'contribution'
            else figure_kind
        end as kind
    from figures
    inner join (select distinct school_year from seed('published/published_distribution'))
        on school_year in (from_year, to_year)
        or (compared_with <> 'change' and school_year between from_year and to_year)
    inner join (
        select distinct characteristic from seed('published/published_distribution')
    ) as named
        on figures.characteristic in (named.characteristic, 'all_three')
        or (
            figures.characteristic = 'income_and_education'
            and named.characteristic in ('income', 'education')
        )
    left join seed('focus_cities') on area_code = 'g4'
)
-- nothing unless every cell is there that the figure speaks of
select
    figure_id,
    case
        when count(value) < count(*) then null
        when compared_with = 'lowest' then min(value)
        when compared_with = 'highest' then max(value)
        when compared_with = 'change'
            then max(round(value, 2)) filter (school_year = to_year)
                - max(round(value, 2)) filter (school_year = from_year)
        -- of a year that is not stated, the nearest
        else first(value order by
            abs(value - published_value), school_year, area_code, characteristic)
    end as build_value
from spoken_of
left join (select * replace (value::decimal(20, 12) as value) from cells)
    using (kind, school_year, sector, characteristic, area_code, item_code)
group by figure_id, compared_with;

create table marts.published_comparison as
select
    figures.* exclude (suspect, printed_in),
    edge(built.build_value) as build_value,
    if(figure_kind in ('change_symbol', 'text_change'), symbol(built.build_value), null)
        as build_symbol,
    edge(built.build_value::double - published_value) as difference,
    if(
        built.build_value is null, null,
        coalesce(built.build_value::double >= lowest_value, true)
        and coalesce(built.build_value::double <= highest_value, true)
    ) as is_within_tolerance,
    case
        when built.build_value is null then 'not_built'
        when suspect is not null or contradiction is not null then 'suspect'
        when is_within_tolerance then 'agrees'
        else 'differs'
    end as verdict,
    suspect, contradiction, printed_in,
    edge(totals.interaction) as interaction_known,
    edge(totals.interaction_all) as interaction_all
from figures
left join built using (figure_id)
left join contradictions using (figure_id)
left join (
    from area_figures where governance = 'all' and area_level <> 'municipality'
) as totals
    on figure_kind = 'index' and item_code = 'interaction' and compared_with = 'value'
    and (figures.sector, figures.characteristic, figures.area_code, from_year)
        = (totals.sector, totals.characteristic, totals.area_code, totals.school_year);
