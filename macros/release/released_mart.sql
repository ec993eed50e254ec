{#- The columns of a mart as they leave, each by its disclosure class; one without a class is null. -#}
{#- The relation has the columns of the mart and `is_shown`; limits are those of `release_rules`. -#}
{% macro released_columns(mart) -%}
    {%- if not execute -%}
    *
    {%- else -%}
    {%- set columns = graph.nodes['model.segmon.' ~ mart].columns.values() -%}
    {%- for column in columns %}
    {{ released_column(column.name, column.config.get('meta', {}).get('disclosure')) }} as {{ column.name }}
    {%- if not loop.last %},{% endif %}
    {%- endfor %}
    {%- endif -%}
{%- endmacro %}


{#- One column as it leaves. Hidden is null; its status says so. -#}
{% macro released_column(name, disclosure) -%}
    {%- set rounded = {
        'count': rounded_count('rows_of_mart.' ~ name, 'limits.count_base'),
        'share': rounded_value('rows_of_mart.' ~ name, 'limits.decimals'),
        'index': rounded_value('rows_of_mart.' ~ name, 'limits.decimals'),
        'distance': rounded_value('rows_of_mart.' ~ name, 'limits.km_decimals'),
        'text': 'rows_of_mart.' ~ name,
    } -%}
    {%- if disclosure == 'key' -%}
    rows_of_mart.{{ name }}
    {%- elif name == 'status' and disclosure == 'text' -%}
    case when rows_of_mart.is_shown then rows_of_mart.status else 'suppressed' end
    {%- elif name == 'status_name' and disclosure == 'text' -%}
    case when rows_of_mart.is_shown then rows_of_mart.status_name else suppressed.status_name end
    {%- elif disclosure in rounded -%}
    case when rows_of_mart.is_shown then {{ rounded[disclosure] }} end
    {%- else -%}
    null
    {%- endif -%}
{%- endmacro %}


{#- A mart as it leaves: a query of its rows with `is_shown` becomes the released ones. -#}
{% macro released_mart(mart, rows, language=none) -%}
with rows_of_mart as (
    {{ rows }}
),

limits as (
    select * from {{ ref('release_rules') }}
)
{%- if language %},

suppressed as (
    select label_{{ language }} as status_name
    from {{ ref('labels') }}
    where label_kind = 'status' and code = 'suppressed'
)
{%- endif %}

select
    {{ released_columns(mart) }}
from rows_of_mart
cross join limits
{%- if language %}
cross join suppressed
{%- endif %}
{%- endmacro %}


{#- The rows of a mart that says what codes mean: each is shown. -#}
{% macro rows_as_they_are(mart) -%}
    select
        *,
        true as is_shown
    from {{ ref(mart) }}
{%- endmacro %}


{#- The rows of a mart of areas, each with whether its block is shown. A focus city is its municipality. -#}
{% macro rows_of_areas(mart, governance=none, category=false, further=none, level='mart.area_level', where='true') -%}
    select
        mart.*,
        coalesce(
            shown.block_id is not null
            {%- if further %} and (not ({{ further }}) or shown.is_further_shown){% endif %},
            false
        ) as is_shown,
        coalesce(shown.is_further_shown, false) as is_further_shown
    from {{ ref(mart) }} as mart
    left join {{ ref('release_shown') }} as shown
        on
            mart.school_year = shown.school_year
            and mart.sector = shown.sector
            and mart.characteristic = shown.characteristic
            and case {{ level }} when 'g4' then 'municipality' else {{ level }} end = shown.area_level
            and mart.area_code = shown.area_code
            {%- if category %}
            and case mart.category_code when 'all' then 'all' else mart.category_kind end
            = shown.category_kind
            and mart.category_code = shown.category_code
            {%- elif governance %}
            and case {{ governance }} when 'all' then 'all' else 'governance' end
            = shown.category_kind
            and {{ governance }} = shown.category_code
            {%- else %}
            and shown.category_kind = 'all'
            {%- endif %}
    where {{ where }}
{%- endmacro %}


{#- Whether what is judged is shown: its block is, and each of its groups has enough pupils. Groups that -#}
{#- share a position are smaller than that, and pupils with a known distance fewer. -#}
{% macro are_enough(block) -%}
    judged.is_shown
    and coalesce(
        min(judged.n_pupils) over (partition by {{ block }}) >= limits.min_count, true
    )
{%- endmacro %}


{#- Indices besides those of the monitor: together they tell more than two decimals of one do. -#}
{% macro is_further_index() -%}
    mart.index_code not in ('dissimilarity', 'interaction', 'interaction_reverse')
{%- endmacro %}


{#- Whether an area is one of the profile: `national` shows no municipality but the focus cities. -#}
{% macro is_in_profile(level='mart.area_level') -%}
    {%- if var('release_profile') == 'national' -%}
    ({{ level }} <> 'municipality' or mart.area_code in (select area_code from {{ ref('release_cities') }}))
    {%- else -%}
    true
    {%- endif -%}
{%- endmacro %}


{#- Whether governance of an area is shown: only that of the country, and of cities in profile `national`. -#}
{% macro has_governance(governance, level='mart.area_level') -%}
    {%- if var('release_profile') == 'national' -%}
    ({{ governance }} = 'all' or {{ level }} <> 'urbanity')
    {%- else -%}
    ({{ governance }} = 'all' or {{ level }} = 'national')
    {%- endif -%}
{%- endmacro %}
