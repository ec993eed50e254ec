-- What: of each group, the shares of all that it meets add up to 1; two groups meet as often from
-- either side; and first to third is the interaction index.
-- Why: only then is the matrix a division of the pupils whom the average pupil meets.
-- How to resolve: repair macros/indices/exposure.sql, or interaction.sql, which it is made of.
with schools as (
    {{ pseudo_random_schools() }}
),

matrix as (
    {{ exposure(
        'schools', by=['school_year', 'area_code'],
        groups=[('first', 'n_first'), ('middle', 'n_middle'), ('third', 'n_third')],
        total='n_known'
    ) }}
),

interactions as (
    {{ interaction(
        'schools', by=['school_year', 'area_code'], x='n_first', y='n_third', total='n_known'
    ) }}
),

group_shares as (
    {%- for group in ['first', 'middle', 'third'] %}
    select
        school_year,
        area_code,
        '{{ group }}' as of_group,
        cast(sum(n_{{ group }}) as {{ type_double() }}) / sum(n_known) as group_share
    from schools
    group by school_year, area_code
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

-- the part of all pairs of pupils in a school that is of these two groups
meetings as (
    select
        matrix.school_year,
        matrix.area_code,
        matrix.of_group,
        matrix.met_group,
        matrix.exposure,
        matrix.exposure * group_shares.group_share as share_of_pairs
    from matrix
    inner join group_shares
        on
            matrix.school_year = group_shares.school_year
            and matrix.area_code = group_shares.area_code
            and matrix.of_group = group_shares.of_group
    where group_shares.group_share > 0
),

actual as (
    select
        school_year,
        area_code,
        'all met by ' || of_group as what,
        sum(exposure) as answer
    from meetings
    group by school_year, area_code, of_group
    union all
    select
        school_year,
        area_code,
        of_group || ' and ' || met_group as what,
        share_of_pairs as answer
    from meetings
    where of_group < met_group
    union all
    select
        school_year,
        area_code,
        'interaction' as what,
        exposure as answer
    from matrix
    where of_group = 'first' and met_group = 'third'
),

expected as (
    select distinct
        school_year,
        area_code,
        'all met by ' || of_group as what,
        cast(1 as {{ type_double() }}) as answer
    from meetings
    union all
    select
        school_year,
        area_code,
        met_group || ' and ' || of_group as what,
        share_of_pairs as answer
    from meetings
    where of_group > met_group
    union all
    select
        school_year,
        area_code,
        'interaction' as what,
        interaction as answer
    from interactions
)

{{ mismatches(
    'actual', 'expected', by=['school_year', 'area_code', 'what'], columns=['answer']
) }}
