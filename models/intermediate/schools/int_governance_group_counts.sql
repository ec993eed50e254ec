with school_group_counts as (
    select * from {{ ref('int_school_group_counts') }}
),

-- each school counts among all schools, and among those of its own governance
governance_group_counts as (
    {%- for governance in ["'all'", 'governance'] %}
    select
        school_year,
        sector,
        characteristic,
        municipality_code,
        {{ governance }} as governance,
        school_id,
        n_first,
        n_middle,
        n_third,
        n_missing,
        n_known
    from school_group_counts
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from governance_group_counts
