{#- R1: a count of pupils is smaller than may be shown; zero too, as it says that nobody is there. Of a -#}
{#- group that there is not, the count is null. -#}
{% macro breaks_count(columns, limit) -%}
    coalesce(
        {%- for column in columns %}{{ ' or ' if not loop.first }}{{ column }} < {{ limit }}{% endfor -%},
        false
    )
{%- endmacro %}


{#- R2: so few schools are behind a figure that it is what one of them is. -#}
{% macro breaks_schools(n_schools, limit) -%}
    ({{ n_schools }} < {{ limit }})
{%- endmacro %}


{#- R3: so many pupils are of one group that the others know what each of them is. -#}
{% macro breaks_share(largest_share, limit) -%}
    ({{ largest_share }} >= {{ limit }})
{%- endmacro %}


{#- R4: one school has so large a part of a group that it knows the others; without a limit it is off. -#}
{% macro breaks_part(largest_part, limit) -%}
    ({{ limit }} is not null and {{ largest_part }} > {{ limit }})
{%- endmacro %}


{#- R5, counts: the nearest multiple of a step, a half upwards. -#}
{% macro rounded_count(n, step) -%}
    cast(floor({{ n }} / {{ step }} + 0.5) * {{ step }} as {{ dbt.type_bigint() }})
{%- endmacro %}


{#- R5, other figures: so many decimals, a half away from zero, as the change tables round. Exact -#}
{#- decimals, in which a half is a half; adding 0 leaves no negative zero. -#}
{% macro rounded_value(value, decimals) -%}
    {%- set scale = 'cast(power(10, ' ~ decimals ~ ') as ' ~ dbt.type_int() ~ ')' -%}
    (
        sign({{ value }})
        * cast(floor(abs(cast({{ value }} as decimal(20, 12))) * {{ scale }} + 0.5) as {{ type_double() }})
        / {{ scale }} + 0
    )
{%- endmacro %}


{#- What is hidden together must be: several, and more than enough pupils of each group and schools. -#}
{% macro is_enough_hidden(n_members, counts, n_schools, limits='limits') -%}
    (
        {{ n_members }} >= 2
        and {{ n_schools }} >= {{ limits }}.min_schools
        {%- for count in counts %}
        and coalesce({{ count }} >= {{ limits }}.min_hidden_count, true)
        {%- endfor %}
    )
{%- endmacro %}
