-- What: what a category contributes stays the same when schools are reordered or all scaled, and
-- when schools without pupils are added; also when some are split into equal parts, but for the
-- contribution regardless of size, where each part weighs as much as a whole school.
-- Why: a contribution that moves here measures the administration, not the pupils.
-- How to resolve: `variant` names the change; repair the macro of the column that differs.
{%- set by = ['variant', 'school_year', 'area_code'] %}
{%- set counts = {
    'by': by, 'x': 'n_first', 'y': 'n_third', 'total': 'n_known', 'category': 'category_code',
} %}
with variants as (
    {{ school_variants() }}
),

monitor as (
    {{ counterfactual_contribution('variants', **counts) }}
),

additive as (
    {{ additive_contribution('monitor', by=by, category='category_code') }}
),

without as (
    {{ contribution_without('variants', **counts) }}
),

size_neutral as (
    {{ size_neutral_contribution('variants', **counts) }}
),

actual as (
    select
        variant,
        school_year,
        area_code,
        category_code,
        additive.contribution as additive,
        without.neutralised_dissimilarity as neutralised,
        without.left_out_dissimilarity as left_out,
        case when variant <> 'split' then size_neutral.contribution end as size_neutral
    from additive
    inner join without using (variant, school_year, area_code, category_code)
    inner join size_neutral using (variant, school_year, area_code, category_code)
),

variant_names as (
    select distinct variant
    from variants
),

expected as (
    select
        variant_names.variant,
        unchanged.school_year,
        unchanged.area_code,
        unchanged.category_code,
        unchanged.additive,
        unchanged.neutralised,
        unchanged.left_out,
        case when variant_names.variant <> 'split' then unchanged.size_neutral end as size_neutral
    from actual as unchanged
    cross join variant_names
    where unchanged.variant = 'unchanged'
)

{{ mismatches(
    'actual', 'expected',
    by=by + ['category_code'],
    columns=['additive', 'neutralised', 'left_out', 'size_neutral']
) }}
