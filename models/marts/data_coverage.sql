{%- set reasons = ['no_parent', 'no_row', 'code_unknown', 'institutional'] -%}
{%- set missing_share = 'cast(n_missing as ' ~ type_double() ~ ') / nullif(n_pupils, 0)' -%}

with coverage as (
    select
        school_year,
        sector,
        characteristic,
        n_known + n_missing as n_pupils,
        n_known,
        n_missing
    from {{ ref('int_area_counts') }}
    where area_level = 'national' and governance = 'all'
),

rejected_counts as (
    select * from {{ ref('stg_rejected_counts') }}
),

-- why a group is unknown, where a layout tells it
unlinked as (
    select
        school_year,
        sector,
        link as characteristic,
        {%- for reason in reasons %}
        {%- set n_pupils = "case when outcome = '" ~ reason ~ "' then n_pupils else 0 end" %}
        cast(sum({{ n_pupils }}) as {{ dbt.type_bigint() }}) as n_{{ reason }}
        {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ ref('stg_linkage_counts') }}
    group by school_year, sector, link
)

select
    school_year,
    sector,
    characteristic,
    coverage.n_pupils,
    coverage.n_known,
    coverage.n_missing,
    {%- for reason in reasons %}
    unlinked.n_{{ reason }},
    {%- endfor %}
    {{ at_edge(missing_share) }} as missing_share,
    coalesce(rejected_counts.n_rows, 0) as n_rejected,
    case when {{ missing_share }} is null then 'incomplete_input' else 'ok' end as status
from coverage
left join rejected_counts using (school_year, sector)
left join unlinked using (school_year, sector, characteristic)
