select
    block_id,
    school_year,
    sector,
    characteristic,
    area_level,
    area_code,
    category_kind,
    category_code,
    is_further_shown
from {{ ref('release_hidden') }}
where is_shown_kind and not is_hidden
