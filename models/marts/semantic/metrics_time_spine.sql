-- dbt's metrics ask for a calendar of days; 10,000 of them, from 2010 to 2037
with digits as (
    {%- for digit in range(10) %}
    select {{ digit }} as digit
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

days as (
    select
        1000 * thousands.digit
        + 100 * hundreds.digit
        + 10 * tens.digit
        + ones.digit as day_number
    from digits as thousands
    cross join digits as hundreds
    cross join digits as tens
    cross join digits as ones
)

select
    cast(
        {{ dbt.dateadd('day', 'day_number', "cast('2010-01-01' as date)") }} as date
    ) as date_day
from days
