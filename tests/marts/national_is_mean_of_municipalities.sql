-- What: a national value is the mean of the municipal values, weighted by their schools; it is
-- undefined where every municipality is.
-- Why: that mean is the definition; the two marts are read side by side and must tell one story.
-- How to resolve: compare the weights in int_area_indices with n_schools.
{#- those that are put together otherwise: variances add up, a correction is cut off at 0 -#}
{%- set others = [
    'dissimilarity_deviation', 'dissimilarity_standard_error', 'dissimilarity_z',
    'dissimilarity_corrected', 'dissimilarity_one_area', 'dissimilarity_by_pupils',
] %}
with municipalities as (
    select
        school_year,
        sector,
        characteristic,
        index_code,
        sum(value * n_schools) / sum(case when value is not null then n_schools end) as mean_value
    from {{ ref('segregation_municipality') }}
    where index_code not in ({{ quoted_list(others) }})
    group by school_year, sector, characteristic, index_code
    -- a suppressed cell anywhere leaves the country undefined
    having count(*) = count(n_pupils)
),

country as (
    select
        school_year,
        sector,
        characteristic,
        index_code,
        value as mean_value
    from {{ ref('segregation_national') }}
    where status <> 'incomplete_input' and index_code not in ({{ quoted_list(others) }})
)

-- the marts hold 12 decimals
{{ mismatches(
    'country', 'municipalities',
    by=['school_year', 'sector', 'characteristic', 'index_code'],
    columns=['mean_value'],
    tolerance='1e-11'
) }}
