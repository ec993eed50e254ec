{#- A few hundred schools, with counts that look random and are the same on every engine. -#}
{% macro pseudo_random_schools() -%}
    select
        school_year,
        area_code,
        school_number,
        case
            when school_number % 7 < 4 then 'openbaar'
            when school_number % 7 < 6 then 'rooms_katholiek'
            else 'algemeen_bijzonder'
        end as category_code,
        n_first,
        n_middle,
        n_third,
        n_first + n_middle + n_third as n_known
    from (
        select
            school_year,
            area_code,
            school_number,
            -- quadratic residues: no pattern to the eye, and small enough for 32-bit integers
            is_open * ((7 * school_number * school_number + 13 * school_number) % 97) as n_first,
            is_open * ((3 * school_number * school_number + 17 * school_number) % 61) as n_middle,
            is_open * ((11 * school_number * school_number + 5 * school_number) % 89) as n_third
        from (
            select
                areas.school_year,
                areas.area_code,
                areas.first_number + 10 * tens.digit + ones.digit as school_number,
                -- every seventeenth school has no pupil
                case
                    when (areas.first_number + 10 * tens.digit + ones.digit) % 17 = 0 then 0 else 1
                end as is_open
            from (
                values
                ('2020-2021', 'north', 100, 100),
                ('2020-2021', 'south', 200, 37),
                ('2020-2021', 'island', 301, 1),
                ('2021-2022', 'north', 400, 100),
                ('2021-2022', 'south', 500, 41)
            ) as areas (school_year, area_code, first_number, n_schools)
            cross join ({{ _digits() }}) as tens
            cross join ({{ _digits() }}) as ones
            where 10 * tens.digit + ones.digit < areas.n_schools
        ) as numbered
    ) as counted
{%- endmacro %}


{% macro _digits() -%}
    {%- for digit in range(10) -%}
        select {{ digit }} as digit {{ 'union all ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
