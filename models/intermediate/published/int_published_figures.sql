{%- set no_text = 'cast(null as ' ~ dbt.type_string() ~ ')' -%}
{%- set no_value = 'cast(null as ' ~ type_double() ~ ')' -%}
{%- set two_years = "from_year || '>' || to_year" -%}
{#- the columns of every figure, and what a kind of figure puts in their place -#}
{%- set columns = {
    'area_level': 'area_level', 'area': 'area', 'years': 'school_year', 'item_code': 'measure',
    'published_value': no_value, 'published_symbol': no_text, 'value_kind': "'exact'",
    'tolerance': no_value, 'smallest_size': no_value, 'largest_size': no_value,
    'suspect': 'suspect', 'printed_in': 'source', 'remark': no_text,
} -%}
{%- set kinds = {
    'distribution': {
        'from': ref('published_distribution'), 'item_code': 'group_code',
        'published_value': 'share', 'tolerance': '0.005',
    },
    'index': {
        'from': 'index_values', 'published_value': 'value', 'value_kind': 'kind',
        'tolerance': 'tolerance', 'remark': 'precision_note',
    },
    'change_symbol': {
        'from': ref('published_change'), 'years': two_years, 'published_symbol': 'symbol',
        'printed_in': "'Tabel ' || table_code",
    },
    'text_change': {
        'from': 'text_changes', 'years': two_years, 'published_value': 'stated_change',
        'published_symbol': 'direction', 'smallest_size': 'smallest_size',
        'largest_size': 'largest_size', 'suspect': no_text, 'printed_in': "'text'",
    },
    'contribution': {
        'from': ref('published_contribution'), 'area_level': "'g4'", 'area': 'city',
        'item_code': 'category', 'published_value': 'contribution',
        'tolerance': "case when suspect like '%one decimal%' then 0.05 else 0.005 end",
    },
    'contribution_direction': {
        'from': 'contribution_directions', 'area_level': "'g4'", 'area': 'city',
        'years': 'school_years', 'item_code': 'category', 'published_symbol': 'fact',
        'printed_in': "'text'",
    },
    'missing_share': {
        'from': ref('published_missing'), 'area_level': "'national'", 'area': "'Nederland'",
        'item_code': "'missing'", 'published_value': 'missing_share', 'tolerance': '0.005',
    },
} -%}

with index_values as (
    select
        *,
        -- half a unit of the last printed decimal, as of the other kinds
        case
            when kind = 'approx' then 0.02
            -- half of D, as a share that would have to change school, was rounded before
            when kind = 'derived' or precision_note like '%derived%' then 0.01
            else 0.005
        end as tolerance
    from {{ ref('published_index') }}
),

stated_sizes as (
    select
        *,
        -- '0.01', '0.01-0.02' or '>=0.03', perhaps with a remark behind it
        cast(substr(replace(stated_size, '>=', ''), 1, 4) as {{ type_double() }}) as smallest_size,
        case
            when stated_size like '>=%' then null
            when stated_size like '0.__-%'
                then cast(substr(stated_size, 6, 4) as {{ type_double() }})
            else cast(substr(stated_size, 1, 4) as {{ type_double() }})
        end as largest_size
    from {{ ref('published_text_change') }}
),

text_changes as (
    select
        *,
        case
            when smallest_size = largest_size
                then case when direction = 'down' then -smallest_size else smallest_size end
        end as stated_change
    from stated_sizes
),

contribution_directions as (
    select * from {{ ref('published_contribution_direction') }}
    where
        fact in (
            'positive', 'positive_small', 'positive_large', 'largest_positive', 'negative',
            'not_positive', 'negative_or_near_zero', 'trend_up', 'trend_down'
        )
        -- a statement about other than one category has no value to compare
        and category in (
            select code from {{ ref('labels') }}
            where label_kind in ('denomination', 'school_type')
        )
),

published_years as (
    select
        min(school_year) as first_year,
        max(school_year) as last_year
    from {{ ref('published_distribution') }}
),

areas as (
    select
        code as area_code,
        label_nl as area_name,
        lower(replace(label_nl, ' ', '_')) as printed_area
    from {{ ref('labels') }}
    where label_kind in ('national', 'urbanity') or (label_kind = 'area_level' and code = 'g4')
    union all
    select
        municipality_code as area_code,
        area_name,
        lower(replace(area_name, ' ', '_')) as printed_area
    from {{ ref('focus_cities') }}
),

-- what the print says, in one shape
printed as (
    {%- for kind, given in kinds.items() %}
    select
        '{{ kind }}' as figure_kind,
        sector,
        characteristic,
        {%- for column, usual in columns.items() %}
        {{ given.get(column, usual) }} as {{ column }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ given['from'] }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

placed as (
    select
        printed.*,
        areas.area_code,
        areas.area_name,
        case
            when printed.years in ('all', 'unspecified') then published_years.first_year
            else substr(printed.years, 1, 9)
        end as from_year,
        case
            when printed.years in ('all', 'unspecified') then published_years.last_year
            else substr(printed.years, length(printed.years) - 8, 9)
        end as to_year,
        case
            when printed.years like '%>%' then 'change'
            when printed.value_kind = 'range_min' then 'lowest'
            when printed.value_kind = 'range_max' then 'highest'
            -- above 0 in every year is a lowest value above 0; in some year, a highest one
            when
                printed.published_symbol like '%positive%'
                and printed.published_symbol <> 'not_positive'
                then case when printed.years = 'unspecified' then 'highest' else 'lowest' end
            when printed.published_symbol is not null
                then case when printed.years = 'unspecified' then 'lowest' else 'highest' end
            else 'value'
        end as compared_with,
        -- a range that is printed of one cell only bounds it
        case
            when
                printed.area = 'G4'
                or printed.characteristic in ('all_three', 'income_and_education')
                or printed.years in ('all', 'unspecified')
                then 0
            else 1
        end as is_one_cell
    from printed
    cross join published_years
    left join areas on lower(replace(printed.area, ' ', '_')) = areas.printed_area
),

bounded as (
    select
        *,
        case
            when value_kind = 'range_max' and is_one_cell = 1 then null
            when value_kind = 'approx' and remark like '%more than%' then published_value
            when tolerance is not null then published_value - tolerance
            when published_symbol = 'down' and smallest_size is not null then -largest_size
            when smallest_size is not null then smallest_size
            when published_symbol in ('+', 'up', 'trend_up') then 0.01
            when published_symbol = '++' then 0.03
            when published_symbol = '-' then -0.02
            when published_symbol in ('.', 'equal', 'not_down') then 0
            when published_symbol like '%positive%' and published_symbol <> 'not_positive' then 0
        end as lowest_value,
        case
            when value_kind = 'range_min' and is_one_cell = 1 then null
            when value_kind = 'approx' and remark like '%more than%' then null
            when tolerance is not null then published_value + tolerance
            when published_symbol = 'down' and smallest_size is not null then -smallest_size
            when smallest_size is not null then largest_size
            when published_symbol in ('-', 'down', 'trend_down') then -0.01
            when published_symbol = '--' then -0.03
            when published_symbol = '+' then 0.02
            when published_symbol in ('.', 'equal', 'not_up', 'negative', 'not_positive') then 0
            when published_symbol = 'negative_or_near_zero' then 0.02
        end as highest_value
    from placed
),

keyed as (
    select
        *,
        figure_kind || '/' || sector || '/' || characteristic || '/' || area_code || '/'
        || years || '/' || item_code
        || case when value_kind = 'exact' then '' else '/' || value_kind end as figure_key
    from bounded
),

numbered as (
    select
        *,
        row_number() over (
            partition by figure_key
            -- engines put nulls first or last
            order by
                printed_in nulls last,
                published_value nulls last,
                published_symbol nulls last,
                remark nulls last
        ) as figure_number
    from keyed
)

select
    case
        when figure_number = 1 then figure_key
        else figure_key || '/' || cast(figure_number as {{ dbt.type_string() }})
    end as figure_id,
    figure_kind,
    sector,
    characteristic,
    area_level,
    area_code,
    area_name,
    from_year,
    to_year,
    item_code,
    published_value,
    published_symbol,
    value_kind,
    tolerance,
    {{ at_edge('lowest_value') }} as lowest_value,
    {{ at_edge('highest_value') }} as highest_value,
    compared_with,
    suspect,
    printed_in
from numbered
