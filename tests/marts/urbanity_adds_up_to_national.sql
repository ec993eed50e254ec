-- What: municipalities, schools and pupils of the urbanity classes, the unknown one among them,
-- add up to the national ones.
-- Why: the classes divide the country; a municipality in two classes or none distorts both means.
-- How to resolve: find the municipality with no or two rows of level urbanity in
-- int_municipality_areas; repair its class in the delivery, or the class in seeds/labels.csv.
with classes as (
    select
        school_year,
        sector,
        characteristic,
        index_code,
        sum(n_municipalities) as n_municipalities,
        sum(n_schools) as n_schools,
        {{ complete_sum('n_pupils') }} as n_pupils
    from {{ ref('segregation_urbanity') }}
    group by school_year, sector, characteristic, index_code
),

country as (
    select
        school_year,
        sector,
        characteristic,
        index_code,
        n_municipalities,
        n_schools,
        n_pupils
    from {{ ref('segregation_national') }}
)

{{ mismatches(
    'classes', 'country',
    by=['school_year', 'sector', 'characteristic', 'index_code'],
    columns=['n_municipalities', 'n_schools', 'n_pupils']
) }}
