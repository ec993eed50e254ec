select
    sector,
    characteristic,
    area_level,
    area_code,
    area_name,
    index_code,
    from_year,
    to_year,
    {{ at_edge('from_value') }} as from_value,
    {{ at_edge('to_value') }} as to_value,
    {{ at_edge('difference') }} as difference,
    symbol,
    symbol_exact,
    is_rounding_sensitive
from {{ ref('int_index_changes') }}
