-- What: in every seed, staging table and table that marts are made of the key occurs once, and a
-- column of codes has none but those listed; each characteristic is in the seed of that name.
-- Why: a row that is there twice doubles the pupils of whatever is joined to it.
-- How to resolve: the first table in the list that has the key is where it comes from: correct the
-- seed, or the delivery; a characteristic gets its groups in seeds/characteristics.csv.
{%- set school = ['school_year', 'sector', 'school_id'] %}
{{ keys_and_codes({
    'characteristics': (
        ['characteristic', 'group_code'], {'group_position': ['first', 'middle', 'third']},
    ),
    'definitions': (['defined_kind', 'code'], {}),
    'denominations': (['source_label'], {}),
    'cbs_codes': (['code_list', 'code'], {}),
    'focus_cities': (['municipality_code'], {}),
    'indices': (['index_code'], {}),
    'labels': (['label_kind', 'code'], {}),
    'missing_words': (['word'], {}),
    'municipality_changes': (['year', 'old_code'], {}),
    'municipality_tiles': (['municipality_code'], {}),
    'plausible_changes': (['measure'], {}),
    'plausible_shares': (['measure', 'sector'], {}),
    'programmes': (['programme'], {}),
    'quality_bounds': (['sector', 'characteristic', 'school_year'], {}),
    'spellings_of_nl': (['spelling'], {}),
    'suppression_marks': (['mark'], {}),
    'school_types': (['lowest_level', 'highest_level'], {}),
    'stg_municipalities': (
        ['school_year', 'municipality_code'], {'urbanity': ['1', '2', '3', '4', '5']},
    ),
    'stg_schools': (school, {}),
    'stg_school_counts': (school + ['characteristic', 'group_code'], {}),
    'stg_rejected_counts': (['school_year', 'sector'], {}),
    'stg_linkage_counts': (
        ['school_year', 'sector', 'link', 'outcome'],
        {'outcome': [
            'linked', 'no_person', 'no_parent', 'one_parent', 'no_row', 'code_unknown',
            'institutional',
        ]},
    ),
    'int_schools': (school, {}),
    'int_school_group_counts': (school + ['characteristic'], {}),
    'int_municipality_areas': (['school_year', 'municipality_code', 'area_level'], {}),
    'int_area_indices': (
        [
            'school_year', 'sector', 'characteristic', 'area_level', 'area_code', 'governance',
            'index_code',
        ],
        {},
    ),
}) }}
union all
select
    'stg_school_counts' as table_name,
    characteristic as table_key,
    count(*) as n_rows
from {{ ref('stg_school_counts') }}
where characteristic not in (select characteristic from {{ ref('characteristics') }})
group by characteristic
