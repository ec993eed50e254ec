{#- category kind: the SQL of a school's category, and the schools that have one -#}
{%- set kinds = {
    'all': ("'all'", 'true'),
    'denomination': ('denomination', "sector = 'po'"),
    'school_type': ('school_type', "sector = 'vo'"),
    'governance': ('governance', 'true'),
} -%}

with schools as (
    select * from {{ ref('int_schools') }}
),

school_categories as (
    {%- for category_kind, (category_code, condition) in kinds.items() %}
    select
        school_year,
        sector,
        school_id,
        municipality_code,
        '{{ category_kind }}' as category_kind,
        {{ category_code }} as category_code
    from schools
    where {{ condition }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from school_categories
