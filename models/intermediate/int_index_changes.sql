with area_indices as (
    select
        school_year,
        sector,
        characteristic,
        area_level,
        area_code,
        area_name,
        index_code,
        -- exact decimals from here on: a half is a half, and is rounded away from zero
        cast(index_value as decimal(20, 12)) as index_value
    from {{ ref('int_area_indices') }}
),

reported_years as (
    select
        sector,
        characteristic,
        school_year as from_year,
        lead(school_year) over (
            partition by sector, characteristic
            order by school_year
        ) as to_year
    from area_indices
    group by sector, characteristic, school_year
),

areas as (
    select
        sector,
        characteristic,
        area_level,
        area_code,
        index_code
    from area_indices
    group by sector, characteristic, area_level, area_code, index_code
),

-- an area of one year only keeps its row: the other value is null, and so is the change
paired as (
    select
        areas.sector,
        areas.characteristic,
        areas.area_level,
        areas.area_code,
        coalesce(later.area_name, earlier.area_name) as area_name,
        areas.index_code,
        reported_years.from_year,
        reported_years.to_year,
        earlier.index_value as from_value,
        later.index_value as to_value,
        round(later.index_value, 2) - round(earlier.index_value, 2) as difference,
        round(later.index_value - earlier.index_value, 2) as difference_exact
    from areas
    inner join reported_years
        on
            areas.sector = reported_years.sector
            and areas.characteristic = reported_years.characteristic
            and reported_years.to_year is not null
    left join area_indices as earlier
        on
            areas.sector = earlier.sector
            and areas.characteristic = earlier.characteristic
            and areas.area_level = earlier.area_level
            and areas.area_code = earlier.area_code
            and areas.index_code = earlier.index_code
            and reported_years.from_year = earlier.school_year
    left join area_indices as later
        on
            areas.sector = later.sector
            and areas.characteristic = later.characteristic
            and areas.area_level = later.area_level
            and areas.area_code = later.area_code
            and areas.index_code = later.index_code
            and reported_years.to_year = later.school_year
    where coalesce(later.area_code, earlier.area_code) is not null
),

index_changes as (
    select
        sector,
        characteristic,
        area_level,
        area_code,
        area_name,
        index_code,
        from_year,
        to_year,
        from_value,
        to_value,
        difference,
        {{ change_symbol('difference') }} as symbol,
        {{ change_symbol('difference_exact') }} as symbol_exact
    from paired
)

select
    *,
    symbol <> symbol_exact as is_rounding_sensitive
from index_changes
