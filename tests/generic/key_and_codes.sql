{#- The key occurs once (nulls compare as equal), and a column of codes has none but those listed, or null. -#}
{% test key_and_codes(model, key, codes={}) %}
    select
        {{ key | join(', ') }},
        count(*) as n_rows
    from {{ model }}
    group by {{ key | join(', ') }}
    having
        count(*) > 1
        {%- for column, values in codes.items() %}
        or count(case when {{ column }} not in ('{{ values | join("', '") }}') then 1 end) > 0
        {%- endfor %}
{% endtest %}
