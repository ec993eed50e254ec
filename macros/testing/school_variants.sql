{#- The pseudo-random schools, and what should change no index: another order, all of them larger, -#}
{#- some split in equal parts, and schools without pupils added. -#}
{% macro school_variants() -%}
    {%- set keys = ['school_year', 'area_code', 'school_number', 'category_code'] -%}
    {%- set counts = ['n_first', 'n_middle', 'n_third', 'n_known'] -%}
    select
        'unchanged' as variant,
        {{ (keys + counts) | join(', ') }}
    from ({{ pseudo_random_schools() }}) as schools
    union all
    select
        'reordered' as variant,
        {{ (keys + counts) | join(', ') }}
    from (
        select * from ({{ pseudo_random_schools() }}) as schools
        order by n_third desc, n_first asc, school_number asc
    ) as reordered
    union all
    select
        'scaled' as variant,
        {{ keys | join(', ') }}
        {%- for count in counts %},
        7 * {{ count }} as {{ count }}
        {%- endfor %}
    from ({{ pseudo_random_schools() }}) as schools
    union all
    -- every third school becomes four, each a quarter of it
    select
        'split' as variant,
        {{ keys | join(', ') }}
        {%- for count in counts %},
        {{ count }} / 4.0 as {{ count }}
        {%- endfor %}
    from ({{ pseudo_random_schools() }}) as schools
    cross join (values (1), (2), (3), (4)) as quarters (quarter)
    where school_number % 3 = 0
    union all
    select
        'split' as variant,
        {{ (keys + counts) | join(', ') }}
    from ({{ pseudo_random_schools() }}) as schools
    where school_number % 3 <> 0
    union all
    select
        'empty_schools_added' as variant,
        {{ (keys + counts) | join(', ') }}
    from ({{ pseudo_random_schools() }}) as schools
    union all
    select
        'empty_schools_added' as variant,
        {{ keys | join(', ') }}
        {%- for count in counts %},
        0 as {{ count }}
        {%- endfor %}
    from ({{ pseudo_random_schools() }}) as schools
{%- endmacro %}
