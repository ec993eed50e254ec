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
    is_rounding_sensitive,
    {{ at_edge('standard_error') }} as standard_error,
    is_beyond_chance,
    {{ at_edge('change_opened_schools') }} as change_opened_schools,
    {{ at_edge('change_same_schools') }} as change_same_schools,
    {{ at_edge('change_closed_schools') }} as change_closed_schools,
    is_area_redrawn,
    '{{ var("municipal_division") }}' as municipal_division
from {{ ref('int_index_changes') }}
where is_consecutive
