-- What: how often chance makes a change or a symbol, and discoveries among many changes, by hand.
-- Why: a mark of a table that chance would make as well is no news.
-- How to resolve: repair macros/rounding/symbol_by_chance.sql, or chance_probability.sql or
-- discoveries.sql in macros/functions; an answer changes only with the definition.
with changes (change_code, difference, error) as (
    values
    -- as large as 1.96 errors: one in twenty, to the digits of 1.96
    ('1 in 20', -0.196e0, 0.1e0),
    ('none', 0.0e0, 0.1e0),
    ('certain', 1.0e0, 0.001e0),
    ('no error', 0.001e0, 0.0e0),
    ('nothing', 0.0e0, 0.0e0),
    ('unknown', 0.5e0, null)
),

deviates as (
    select
        change_code as case_code,
        {{ chance_deviate('difference', 'error') }} as deviate
    from changes
),

of_changes as (
    select
        case_code,
        {{ chance_probability('deviate') }} as answer
    from deviates
),

errors (case_code, error) as (
    values
    -- an error of 0.01: 1 - erf(1 / sqrt(2)) + sqrt(2 / pi) (1 - exp(-1/2))
    ('symbol: a hundredth', 0.01e0),
    -- far below: the mean of |d| over 0.01
    ('symbol: small', 0.0001e0),
    -- far above: all but what is within 0.01, half of which shows: 0.01 / sqrt(2 pi)
    ('symbol: large', 1e0),
    ('symbol: none', 0e0),
    ('symbol: unknown', null)
),

symbol_deviates as (
    select
        case_code,
        {{ chance_deviate('0.01', 'error') }} as deviate
    from errors
),

of_symbols as (
    select
        case_code,
        {{ symbol_by_chance('deviate') }} as answer
    from symbol_deviates
),

tests (case_code, probability) as (
    values
    -- 0.05 / 4 = 0.0125 each: 0.01 is, 0.03 alone is not, but three are below 0.0375
    ('found: three of four', 0.01),
    ('found: three of four', 0.03),
    ('found: three of four', 0.0375),
    ('found: three of four', 0.9),
    ('found: none', 0.03),
    ('found: none', 0.04),
    ('found: none', 0.06),
    ('found: all known', 0.0),
    ('found: all known', 0.05),
    ('found: all known', null)
),

of_tests as (
    {{ discoveries('tests', ['case_code'], 'probability') }}
),

actual as (
    select
        case_code,
        answer
    from of_changes
    union all
    select
        case_code,
        answer
    from of_symbols
    union all
    select
        case_code,
        n_discoveries as answer
    from of_tests
),

expected (case_code, answer) as (
    values
    ('1 in 20', 0.04999579029644087),
    ('none', 1.0),
    ('certain', 0.0),
    ('no error', 0.0),
    ('nothing', 1.0),
    ('unknown', null),
    ('symbol: a hundredth', 0.6312536196274928),
    ('symbol: small', 0.007978845608028654),
    ('symbol: large', 0.9960106104408466),
    ('symbol: none', 0.0),
    ('symbol: unknown', null),
    ('found: three of four', 3.0),
    ('found: none', 0.0),
    ('found: all known', 2.0)
)

{{ mismatches('actual', 'expected', by=['case_code'], columns=['answer'], tolerance='1e-9') }}
