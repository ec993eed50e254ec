-- What: values rounded to 12 decimals, and exact sums of doubles, whose last bit is known.
-- Why: marts are the same on every engine and in any order only if these are; a half that is
-- rounded to the other side moves a published value.
-- How to resolve: repair macros/rounding/at_edge.sql or exact_sum.sql.
with numbers (case_name, numerator, denominator) as (
    values
    -- 2^13 has 13 decimals, of which the last is 5: a half
    ('half', 1, 8192),
    ('half_below_zero', -1, 8192),
    ('third', 1, 3),
    ('third_below_zero', -1, 3),
    ('kilometres', 12345, 100),
    ('nothing', 0, 1),
    -- rounded, it is 0: not the 0 that has a sign
    ('almost_nothing_below_zero', -1, 3000000000000),
    ('unknown', null, 1)
),

rounded as (
    select
        case_name,
        {{ at_edge('cast(numerator as ' ~ type_double() ~ ') / denominator') }} as answer
    from numbers
),

terms (case_name, numerator, denominator) as (
    values
    -- the doubles that are nearest to 0.1 add up to 0.9999999999999999 one by one
    ('tenths', 1, 10), ('tenths', 1, 10), ('tenths', 1, 10), ('tenths', 1, 10), ('tenths', 1, 10),
    ('tenths', 1, 10), ('tenths', 1, 10), ('tenths', 1, 10), ('tenths', 1, 10), ('tenths', 1, 10),
    -- the small one is lost next to the large ones in most orders
    ('small_and_large', 1000000, 1), ('small_and_large', 1, 1073741824),
    ('small_and_large', -1000000, 1),
    ('opposites', 1, 3), ('opposites', -1, 3),
    ('one_unknown', null, 1), ('one_unknown', -7, 2),
    ('all_unknown', null, 1)
),

sums as (
    select
        case_name,
        {{ exact_sum('cast(numerator as ' ~ type_double() ~ ') / denominator') }} as answer
    from terms
    group by case_name
),

actual as (
    select * from rounded
    union all
    select * from sums
),

expected (case_name, answer) as (
    values
    ('half', 0.000122070313),
    ('half_below_zero', -0.000122070313),
    ('third', 0.333333333333),
    ('third_below_zero', -0.333333333333),
    ('kilometres', 123.45),
    ('nothing', 0.0),
    ('almost_nothing_below_zero', 0.0),
    ('unknown', null),
    ('tenths', 1.0),
    ('small_and_large', 9.313225746154785e-10),
    ('opposites', 0.0),
    ('one_unknown', -3.5),
    ('all_unknown', null)
),

doubles as (
    select
        case_name,
        cast(answer as {{ type_double() }}) as answer
    from expected
),

differences as (
    {{ mismatches('actual', 'doubles', by=['case_name'], columns=['answer'], tolerance='0') }}
)

select case_name from differences
union all
select case_name from actual
where answer = 0 and cast(answer as {{ dbt.type_string() }}) like '-%'
