-- What: the macros against other forms of the definitions, without windows: D as one minus the
-- overlap, xPy as one minus the share of others met, contribution from a category's part of D.
-- Why: an identity can hold for a wrong index; two independent derivations seldom err alike.
-- How to resolve: work out the failing area by hand; repair the macro of the column that differs.
with schools as (
    {{ pseudo_random_schools() }}
),

dissimilarities as (
    {{ dissimilarity('schools', by=['school_year', 'area_code'], x='n_first', y='n_third') }}
),

interactions as (
    {{ interaction(
        'schools', by=['school_year', 'area_code'], x='n_first', y='n_third', total='n_known'
    ) }}
),

contributions as (
    {{ counterfactual_contribution(
        'schools', by=['school_year', 'area_code'],
        x='n_first', y='n_third', total='n_known', category='category_code'
    ) }}
),

actual as (
    select
        school_year,
        area_code,
        contributions.category_code,
        contributions.n_schools,
        dissimilarities.dissimilarity,
        interactions.interaction,
        contributions.contribution
    from contributions
    inner join dissimilarities using (school_year, area_code)
    inner join interactions using (school_year, area_code)
),

open_schools as (
    select
        school_year,
        area_code,
        category_code,
        cast(n_first as {{ type_double() }}) as n_first,
        cast(n_third as {{ type_double() }}) as n_third,
        cast(n_known as {{ type_double() }}) as n_known
    from schools
    where n_known > 0
),

area_totals as (
    select
        school_year,
        area_code,
        count(*) as n_schools,
        sum(n_first) as n_first,
        sum(n_third) as n_third
    from open_schools
    group by school_year, area_code
),

area_indices as (
    select
        school_year,
        area_code,
        1 - sum(
            least(
                open_schools.n_first / area_totals.n_first,
                open_schools.n_third / area_totals.n_third
            )
        ) as dissimilarity,
        1 - sum(
            open_schools.n_first
            * (open_schools.n_known - open_schools.n_third)
            / open_schools.n_known
        ) / max(area_totals.n_first) as interaction
    from open_schools
    inner join area_totals using (school_year, area_code)
    group by school_year, area_code
),

-- the sum of |w/W - b/B| over a category is the sum of the larger share minus that of the smaller
category_imbalances as (
    select
        school_year,
        area_code,
        open_schools.category_code,
        count(*) as n_schools,
        sum(
            greatest(
                open_schools.n_first * area_totals.n_third,
                open_schools.n_third * area_totals.n_first
            )
            - least(
                open_schools.n_first * area_totals.n_third,
                open_schools.n_third * area_totals.n_first
            )
        ) / max(area_totals.n_first * area_totals.n_third) as imbalance
    from open_schools
    inner join area_totals using (school_year, area_code)
    group by school_year, area_code, open_schools.category_code
),

expected as (
    select
        school_year,
        area_code,
        category_imbalances.category_code,
        category_imbalances.n_schools,
        area_indices.dissimilarity,
        area_indices.interaction,
        category_imbalances.imbalance
        * area_totals.n_schools
        / (2.0 * category_imbalances.n_schools)
        - area_indices.dissimilarity as contribution
    from category_imbalances
    inner join area_indices using (school_year, area_code)
    inner join area_totals using (school_year, area_code)
)

{{ mismatches(
    'actual', 'expected',
    by=['school_year', 'area_code', 'category_code'],
    columns=['n_schools', 'dissimilarity', 'interaction', 'contribution']
) }}
