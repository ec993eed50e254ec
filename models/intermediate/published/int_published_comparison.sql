with figures as (
    select * from {{ ref('int_published_figures') }}
),

cells as (
    select * from {{ ref('int_published_cells') }}
),

contradictions as (
    select * from {{ ref('int_published_contradictions') }}
),

interaction_totals as (
    select * from {{ ref('int_interaction_totals') }}
),

-- what the build says to a figure: nothing unless it has every cell that the figure speaks of
built as (
    select
        figure_id,
        case
            when count(cells.cell_value) < count(*) then null
            when figures.compared_with = 'lowest' then min(cells.cell_value)
            when figures.compared_with = 'highest' then max(cells.cell_value)
            when figures.compared_with = 'change'
                then max(
                    case
                        when cells.school_year = figures.to_year then round(cells.cell_value, 2)
                    end
                ) - max(
                    case
                        when cells.school_year = figures.from_year then round(cells.cell_value, 2)
                    end
                )
            -- of a year that is not stated, the nearest
            else max(case when cells.nearness = 1 then cells.cell_value end)
        end as build_value
    from figures
    inner join cells using (figure_id)
    group by figure_id, figures.compared_with
),

compared as (
    select
        figures.*,
        {{ at_edge('built.build_value') }} as build_value,
        case
            when figures.figure_kind in ('change_symbol', 'text_change')
                then {{ change_symbol('built.build_value') }}
        end as build_symbol,
        {{ at_edge('cast(built.build_value as ' ~ type_double() ~ ') - figures.published_value') }}
            as difference,
        contradictions.contradiction,
        {{ at_edge('interaction_totals.interaction_known') }} as interaction_known,
        {{ at_edge('interaction_totals.interaction_all') }} as interaction_all
    from figures
    left join built using (figure_id)
    left join contradictions using (figure_id)
    left join interaction_totals
        on
            figures.figure_kind = 'index'
            and figures.item_code = 'interaction'
            and figures.compared_with = 'value'
            and figures.sector = interaction_totals.sector
            and figures.characteristic = interaction_totals.characteristic
            and figures.area_code = interaction_totals.area_code
            and figures.from_year = interaction_totals.school_year
),

judged as (
    select
        *,
        case
            when build_value is not null
                then
                    build_value >= coalesce(lowest_value, build_value)
                    and build_value <= coalesce(highest_value, build_value)
        end as is_within_tolerance
    from compared
)

select
    *,
    case
        when build_value is null then 'not_built'
        when suspect is not null or contradiction is not null then 'suspect'
        when is_within_tolerance then 'agrees'
        else 'differs'
    end as verdict
from judged
