-- What: every code of a mart is a row of its dimension, in its school year where it is an area.
-- Why: a row whose code is in no dimension is lost in a join, and nobody can say what it means.
-- How to resolve: a code needs its label in seeds/labels.csv; that of an index or a status also its
-- row in seeds/definitions.csv, and an index its row in seeds/indices.csv.
-- Only published_comparison has words of its own, which speak of several codes at once.
{%- set indices = [
    'segregation_national', 'segregation_g4', 'segregation_urbanity', 'segregation_municipality',
    'segregation_governance',
] %}
{%- set of_areas = indices + [
    'pupils_to_move', 'group_distribution', 'category_composition', 'travel_distance',
] %}
{%- set of_years = of_areas + ['category_contribution', 'data_coverage'] %}
{%- set of_index_changes = [
    'segregation_change', 'segregation_change_span', 'segregation_governance_change',
] %}
{%- set of_changes = of_index_changes + ['information_change'] %}
{%- set of_chance = ['segregation_change_chance'] %}
{%- set of_groups = ['group_distribution', 'category_composition', 'travel_distance'] %}
{%- set of_categories = ['category_composition', 'category_contribution'] %}
{%- set group = ['characteristic', 'group_code'] %}
{%- set category = ['category_kind', 'category_code'] %}
{%- set area = ['school_year', 'area_level', 'area_code'] %}
{%- set area_of_any_year = ['area_level', 'area_code'] %}
{{ unknown_codes([
    ('dim_characteristic', ['characteristic'], of_years + of_changes + of_chance, none),
    ('dim_group', group, of_groups, none),
    ('dim_category', category, of_categories, none),
    ('dim_area', area, of_areas, none),
    ('dim_area', area, ['category_contribution'], ['school_year', "'municipality'", 'area_code']),
    ('dim_area', area_of_any_year, of_changes, none),
    ('dim_school_year', ['school_year'], of_years, none),
    ('dim_school_year', ['school_year'], of_changes, ['from_year']),
    ('dim_school_year', ['school_year'], of_changes, ['to_year']),
    ('dim_index', ['index_code'], indices + of_index_changes + of_chance, none),
    ('dim_definition', ['definition'], ['category_contribution'], none),
    ('dim_status', ['status'], of_years + ['information_change'], none),
]) }}
