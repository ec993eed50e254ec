{#- limits that are lifted where the source of the figures is public, and what lifts them -#}
{%- set lifted = {
    'min_count': '0',
    'min_hidden_count': '0',
    'min_schools': '0',
    'further_min_schools': '0',
    'max_share': '2.0',
    'max_part': 'null',
} -%}
{%- set kept = ['count_base', 'decimals', 'km_decimals'] -%}
{%- set chosen = var('release_limits') -%}

with release_limits as (
    select * from {{ ref('release_limits') }}
    where profile = '{{ var("release_profile") }}'
)

select
    {%- for limit_code in (lifted | list) + kept %}
    {%- if var('release_public_source') and limit_code in lifted %}
    cast({{ lifted[limit_code] }} as {{ type_double() }}) as {{ limit_code }}
    {%- elif limit_code in chosen %}
    cast({{ chosen[limit_code] }} as {{ type_double() }}) as {{ limit_code }}
    {%- else %}
    max(case when limit_code = '{{ limit_code }}' then limit_value end) as {{ limit_code }}
    {%- endif %}
    {%- if not loop.last %},{% endif %}
    {%- endfor %}
from release_limits
