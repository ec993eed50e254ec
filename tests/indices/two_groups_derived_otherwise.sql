-- What: normalised exposure and Hutchens' index are the same when the groups are swapped, and all
-- three are what other forms give: from isolation, from D, from the products of shares.
-- Why: an identity can hold for a wrong index; two independent derivations seldom err alike.
-- How to resolve: work out the failing area by hand; repair the macro of the column that differs.
with schools as (
    select
        school_year,
        area_code,
        n_first,
        n_third,
        n_first + n_third as n_both
    from ({{ pseudo_random_schools() }}) as all_schools
),

forward_exposures as (
    {{ normalised_exposure('schools', by=['school_year', 'area_code'], x='n_first', y='n_third') }}
),

backward_exposures as (
    {{ normalised_exposure('schools', by=['school_year', 'area_code'], x='n_third', y='n_first') }}
),

forward_square_roots as (
    {{ hutchens_square_root('schools', by=['school_year', 'area_code'], x='n_first', y='n_third') }}
),

backward_square_roots as (
    {{ hutchens_square_root('schools', by=['school_year', 'area_code'], x='n_third', y='n_first') }}
),

segregations as (
    {{ gorard_segregation('schools', by=['school_year', 'area_code'], x='n_first', total='n_both') }}
),

dissimilarities as (
    {{ dissimilarity('schools', by=['school_year', 'area_code'], x='n_first', y='n_third') }}
),

isolations as (
    {{ isolation('schools', by=['school_year', 'area_code'], x='n_first', total='n_both') }}
),

area_totals as (
    select
        school_year,
        area_code,
        sum(sqrt(cast(n_first * n_third as {{ type_double() }}))) as shared,
        sqrt(cast(sum(n_first) as {{ type_double() }}) * sum(n_third)) as whole,
        cast(sum(n_first) as {{ type_double() }}) / sum(n_both) as first_share
    from schools
    group by school_year, area_code
),

actual as (
    select
        school_year,
        area_code,
        forward_exposures.normalised_exposure,
        backward_exposures.normalised_exposure as reverse_exposure,
        forward_square_roots.hutchens_square_root,
        backward_square_roots.hutchens_square_root as reverse_square_root,
        segregations.gorard_segregation
    from forward_exposures
    inner join backward_exposures using (school_year, area_code)
    inner join forward_square_roots using (school_year, area_code)
    inner join backward_square_roots using (school_year, area_code)
    inner join segregations using (school_year, area_code)
),

expected as (
    select
        school_year,
        area_code,
        (isolations.isolation - area_totals.first_share) / (1 - area_totals.first_share)
        as normalised_exposure,
        (isolations.isolation - area_totals.first_share) / (1 - area_totals.first_share)
        as reverse_exposure,
        1 - area_totals.shared / area_totals.whole as hutchens_square_root,
        1 - area_totals.shared / area_totals.whole as reverse_square_root,
        dissimilarities.dissimilarity * (1 - area_totals.first_share) as gorard_segregation
    from area_totals
    inner join isolations using (school_year, area_code)
    inner join dissimilarities using (school_year, area_code)
)

{{ mismatches(
    'actual', 'expected',
    by=['school_year', 'area_code'],
    columns=[
        'normalised_exposure', 'reverse_exposure', 'hutchens_square_root', 'reverse_square_root',
        'gorard_segregation'
    ]
) }}
