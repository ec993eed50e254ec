with school_counts as (
    {{ counts_of_pupils(ref('stg_cbs__pupil_groups')) | indent(4) }}
),

served_links as (
    select * from {{ ref('stg_cbs__served_links') }}
)

-- a characteristic of which no file serves a school year is not in it
select school_counts.*
from school_counts
inner join served_links
    on
        school_counts.school_year = served_links.school_year
        and school_counts.characteristic = served_links.link
