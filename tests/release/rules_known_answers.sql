-- What: each rule of a release gives the answers worked out by hand, at its limit and next to it.
-- Why: a rule that is off by one lets out what it was made to hide.
-- How to resolve: look at the macro of the rule in macros/release/rules.sql.
with limits as (
    select
        3 as min_schools,
        20 as min_hidden_count
),

answers as (
    select
        'R1 at the limit' as answer,
        {{ breaks_count(['10', '12'], '10') }} as given,
        false as expected
    union all
    select 'R1 below it', {{ breaks_count(['12', '9'], '10') }}, true
    union all
    select 'R1 of nobody', {{ breaks_count(['0', '12'], '10') }}, true
    union all
    select 'R1 without a middle group', {{ breaks_count(['10', 'null', '12'], '10') }}, false
    union all
    select 'R1 below it, without a middle group', {{ breaks_count(['9', 'null', '12'], '10') }}, true
    union all
    select 'R2 at the limit', {{ breaks_schools('3', '3') }}, false
    union all
    select 'R2 below it', {{ breaks_schools('2', '3') }}, true
    union all
    select 'R3 below the limit', {{ breaks_share('0.89', '0.9') }}, false
    union all
    select 'R3 at it', {{ breaks_share('0.9', '0.9') }}, true
    union all
    select 'R3 of everybody', {{ breaks_share('1.0', '0.9') }}, true
    union all
    select 'R4 at the limit', {{ breaks_part('0.5', '0.5') }}, false
    union all
    select 'R4 above it', {{ breaks_part('0.51', '0.5') }}, true
    union all
    select 'R4 without a limit', {{ breaks_part('1.0', 'cast(null as double)') }}, false
    union all
    select 'R5 of a count', {{ rounded_count('14', '10') }} = 10, true
    union all
    select 'R5 of a half count', {{ rounded_count('15', '10') }} = 20, true
    union all
    select 'R5 of a half', {{ rounded_value('cast(0.145 as double)', '2') }} = 0.15, true
    union all
    select 'R5 of a negative half', {{ rounded_value('cast(-0.145 as double)', '2') }} = -0.15, true
    union all
    select 'R5 of kilometres', {{ rounded_value('cast(1.24 as double)', '1') }} = 1.2, true
    union all
    select 'R5 of nothing', {{ rounded_value('cast(null as double)', '1') }} is null, true
    union all
    select 'several are enough', {{ is_enough_hidden('2', ['20', '21'], '3') }}, true from limits
    union all
    select 'one is not', {{ is_enough_hidden('1', ['20', '21'], '3') }}, false from limits
    union all
    select 'nor are too few pupils', {{ is_enough_hidden('2', ['20', '19'], '3') }}, false from limits
    union all
    select 'nor too few schools', {{ is_enough_hidden('2', ['20', '21'], '2') }}, false from limits
)

select * from answers
where answers.given is distinct from answers.expected
