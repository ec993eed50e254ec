{#- The rows of a mart of changes: a change is shown where both its years are, and is that of the figures -#}
{#- as they are shown. What tells more than two decimals do is shown of enough schools only. -#}
{% macro rows_of_changes(mart, parts=[], finer=[], is_further=false, governance=none) -%}
    select
        mart.*
        {%- if not is_further %}
        replace (
            case when earlier.block_id is not null then mart.from_value end as from_value,
            case when later.block_id is not null then mart.to_value end as to_value,
            case
                when {{ are_both() }}
                    then
                        {{ rounded_value('mart.to_value', 'limits.decimals') }}
                        - {{ rounded_value('mart.from_value', 'limits.decimals') }}
            end as difference,
            case when {{ are_both() }} then mart.symbol end as symbol
            {%- for column in finer %},
            case when {{ are_further() }} then mart.{{ column }} end as {{ column }}
            {%- endfor %}
            {%- for column in parts %},
            case when {{ are_further() }} and changed.are_parts_shown then mart.{{ column }} end
                as {{ column }}
            {%- endfor %}
        )
        {%- endif %},
        {%- if is_further %}
        coalesce({{ are_further() }} and changed.are_parts_shown, false) as is_shown
        {%- else %}
        -- each figure by itself: of one year that is shown the value is
        true as is_shown
        {%- endif %}
    from {{ ref(mart) }} as mart
    {%- for name, year in {'earlier': 'from_year', 'later': 'to_year'}.items() %}
    left join {{ ref('release_shown') }} as {{ name }}
        on
            mart.sector = {{ name }}.sector
            and mart.characteristic = {{ name }}.characteristic
            and case mart.area_level when 'g4' then 'municipality' else mart.area_level end
            = {{ name }}.area_level
            and mart.area_code = {{ name }}.area_code
            and mart.{{ year }} = {{ name }}.school_year
            and {{ name }}.category_kind = {{ "'governance'" if governance else "'all'" }}
            {%- if governance %}
            and {{ name }}.category_code = {{ governance }}
            {%- endif %}
    {%- endfor %}
    left join {{ ref('release_change_parts') }} as changed
        on
            mart.sector = changed.sector
            and mart.characteristic = changed.characteristic
            and case mart.area_level when 'g4' then 'municipality' else mart.area_level end
            = changed.area_level
            and mart.area_code = changed.area_code
            and mart.from_year = changed.from_year
            and mart.to_year = changed.to_year
    cross join {{ ref('release_rules') }} as limits
    where {{ is_in_profile() }}{% if governance %} and {{ has_governance(governance) }}{% endif %}
{%- endmacro %}


{#- Whether both years of a change are shown. -#}
{% macro are_both() -%}
    earlier.block_id is not null and later.block_id is not null
{%- endmacro %}


{#- Whether further figures of a change are shown: enough schools in both years. -#}
{% macro are_further() -%}
    earlier.is_further_shown and later.is_further_shown
{%- endmacro %}
