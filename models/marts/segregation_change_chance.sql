select
    sector,
    characteristic,
    index_code,
    table_code,
    n_changes,
    n_symbols,
    {{ at_edge('n_symbols_by_chance') }} as n_symbols_by_chance,
    n_beyond_chance,
    n_discoveries,
    {{ at_edge('discovery_share') }} as discovery_share,
    '{{ var("municipal_division") }}' as municipal_division
from {{ ref('int_change_chances') }}
