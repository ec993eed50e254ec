-- What: every index stays the same when schools are reordered, all scaled or some split into equal
-- parts, and when schools without pupils are added.
-- Why: an index that moves here measures the administration, not the pupils.
-- How to resolve: `variant` names the change; repair the macro of the column that differs.
{% set by = ['variant', 'school_year', 'area_code'] %}
{% set groups = ['n_first', 'n_middle', 'n_third'] %}
{% set columns = {
    'dissimilarity': 'dissimilarity',
    'interaction': 'interaction',
    'isolation': 'isolation',
    'normalised_exposure': 'normalised_exposure',
    'gorard_segregation': 'gorard_segregation',
    'hutchens_square_root': 'hutchens_square_root',
    'mutual_information': 'information',
    'between_categories': 'information',
    'within_categories': 'information',
    'entropy': 'information',
} %}

with variants as (
    {{ school_variants() }}
),

dissimilarity as (
    {{ dissimilarity('variants', by, x='n_first', y='n_third') }}
),

interaction as (
    {{ interaction('variants', by, x='n_first', y='n_third', total='n_known') }}
),

isolation as (
    {{ isolation('variants', by, x='n_first', total='n_known') }}
),

normalised_exposure as (
    {{ normalised_exposure('variants', by, x='n_first', y='n_third') }}
),

gorard_segregation as (
    {{ gorard_segregation('variants', by, x='n_first', total='n_known') }}
),

hutchens_square_root as (
    {{ hutchens_square_root('variants', by, x='n_first', y='n_third') }}
),

information as (
    {{ mutual_information('variants', by, groups, category='category_code') }}
),

actual as (
    select
        variant,
        school_year,
        area_code,
        {%- for column, relation in columns.items() %}
        {{ relation }}.{{ column }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from dissimilarity
    inner join interaction using (variant, school_year, area_code)
    inner join isolation using (variant, school_year, area_code)
    inner join normalised_exposure using (variant, school_year, area_code)
    inner join gorard_segregation using (variant, school_year, area_code)
    inner join hutchens_square_root using (variant, school_year, area_code)
    inner join information using (variant, school_year, area_code)
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
        {%- for column in columns %}
        unchanged.{{ column }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from actual as unchanged
    cross join variant_names
    where unchanged.variant = 'unchanged'
)

{{ mismatches('actual', 'expected', by=by, columns=columns.keys() | list) }}
