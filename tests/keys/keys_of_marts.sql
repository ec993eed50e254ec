-- What: in every mart the key occurs once, and a column of codes has none but those listed.
-- Why: readers join marts by their keys and filter them by their codes; a row that is there twice
-- is counted twice, and one with another code is in no filter.
-- How to resolve: look for the key in the model that the mart reads, then in what that one joins.
{%- set statuses = ['ok', 'single_school', 'group_absent', 'incomplete_input'] %}
{%- set topic = ['school_year', 'sector', 'characteristic'] %}
{%- set of_indices = statuses + ['below_zero', 'no_deviation'] %}
{%- set index = (topic + ['area_code', 'index_code'], {'status': of_indices}) %}
{%- set area = topic + ['area_level', 'area_code'] %}
{%- set every_level = (area + ['index_code'], {}) %}
{#- without the kind: that no code is of two kinds is what these tables are for #}
{%- set contribution = (topic + ['area_code', 'category_code'], {}) %}
{{ keys_and_codes({
    'segregation_national': index,
    'segregation_g4': index,
    'segregation_urbanity': (index[0], {'status': of_indices + ['urbanity_unknown']}),
    'segregation_municipality': index,
    'segregation_governance': (
        topic + ['area_code', 'governance', 'index_code'],
        {'governance': ['openbaar', 'bijzonder'], 'status': statuses + ['no_deviation']},
    ),
    'segregation_change': (
        ['sector', 'characteristic', 'area_level', 'area_code', 'index_code', 'from_year'],
        {'symbol': ['++', '+', '.', '-', '--']},
    ),
    'segregation_change_span': (
        [
            'sector', 'characteristic', 'area_level', 'area_code', 'index_code', 'from_year',
            'to_year',
        ],
        {'symbol': ['++', '+', '.', '-', '--']},
    ),
    'segregation_governance_change': (
        [
            'sector', 'characteristic', 'area_level', 'area_code', 'governance', 'index_code',
            'from_year', 'to_year',
        ],
        {'governance': ['openbaar', 'bijzonder'], 'symbol': ['++', '+', '.', '-', '--']},
    ),
    'segregation_change_chance': (
        ['sector', 'characteristic', 'index_code', 'table_code'],
        {'table_code': ['appendix_b', 'municipalities']},
    ),
    'information_change': (
        ['sector', 'characteristic', 'area_level', 'area_code', 'from_year'],
        {'status': ['ok', 'group_absent', 'incomplete_input']},
    ),
    'pupils_to_move': (area, {'status': statuses + ['urbanity_unknown']}),
    'group_distribution': (
        area + ['group_code'], {'status': ['ok', 'group_absent', 'incomplete_input']},
    ),
    'category_composition': (
        area + ['category_kind', 'category_code', 'group_code'],
        {'status': ['ok', 'group_absent', 'incomplete_input']},
    ),
    'category_contribution': (
        topic + ['area_code', 'category_kind', 'category_code', 'definition'],
        {'status': [
            'ok', 'above_one', 'few_schools', 'no_comparison', 'group_absent', 'incomplete_input',
        ]},
    ),
    'travel_distance': (
        area + ['governance', 'group_code'],
        {'governance': ['all', 'openbaar', 'bijzonder'], 'status': ['ok', 'means_only', 'few_pupils']},
    ),
    'data_coverage': (topic, {'status': ['ok', 'incomplete_input']}),
    'published_comparison': (
        ['figure_id'],
        {
            'figure_kind': [
                'distribution', 'index', 'change_symbol', 'text_change', 'contribution',
                'contribution_direction', 'missing_share',
            ],
            'value_kind': ['exact', 'implied', 'derived', 'approx', 'range_min', 'range_max'],
            'compared_with': ['value', 'lowest', 'highest', 'change'],
            'verdict': ['agrees', 'differs', 'suspect', 'not_built'],
        },
    ),
    'segregation_all_nl': every_level,
    'segregation_all_en': every_level,
    'category_contribution_nl': contribution,
    'category_contribution_en': contribution,
    'dim_area': (
        ['school_year', 'area_level', 'area_code'], {'urbanity': ['1', '2', '3', '4', '5']},
    ),
    'dim_category': (['category_kind', 'category_code'], {}),
    'dim_characteristic': (['characteristic'], {}),
    'dim_group': (
        ['characteristic', 'group_code'], {'group_position': ['first', 'middle', 'third']},
    ),
    'dim_index': (['index_code'], {}),
    'dim_definition': (['definition'], {}),
    'dim_school_year': (['school_year'], {}),
    'dim_status': (['status'], {}),
}) }}
