{%- set area = ['school_year', 'sector', 'characteristic', 'area_level', 'area_code'] -%}

with area_indices as (
    select * from {{ ref('int_area_indices') }}
    where governance = 'all' and index_code = 'dissimilarity'
),

municipality_areas as (
    select * from {{ ref('int_municipality_areas') }}
),

-- for an even spread within a municipality: 2 * p * (1 - p) * D of the pupils of both groups, with
-- p the first group's part of them
municipality_moves as (
    select
        school_year,
        sector,
        characteristic,
        area_code as municipality_code,
        n_first + n_third as n_pupils,
        2 * cast(n_first as {{ type_double() }}) * n_third / (n_first + n_third) * index_value
            as n_moves
    from area_indices
    where area_level = 'municipality' and index_value is not null
),

area_moves as (
    select
        {{ area | join(', ') }},
        sum(municipality_moves.n_pupils) as n_pupils,
        {{ exact_sum('municipality_moves.n_moves') }} as n_moves
    from municipality_moves
    inner join municipality_areas using (school_year, municipality_code)
    group by {{ area | join(', ') }}
),

pupils_to_move as (
    select
        {{ area | join(', ') }},
        area_indices.area_name,
        case
            when area_indices.status <> 'incomplete_input' then coalesce(area_moves.n_pupils, 0)
        end as n_pupils,
        case
            when area_indices.status not in ('incomplete_input', 'urbanity_unknown')
                then area_moves.n_moves / area_moves.n_pupils
        end as share_to_move,
        area_indices.status
    from area_indices
    left join area_moves using ({{ area | join(', ') }})
)

select * from pupils_to_move
