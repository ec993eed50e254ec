{% macro mutual_information_change(earlier, later, by, school, groups) -%}
    {{ return(
        adapter.dispatch('mutual_information_change', 'segmon')(earlier, later, by, school, groups)
    ) }}
{%- endmacro %}


{#- Of the schools of both years, eight tables have the margins and the pattern of either year. Their M -#}
{#- say what each change does by itself, in any order of the three. A table is named by the years of -#}
{#- its groups, schools and pattern: `eel` has the margins of the earlier and the pattern of the later. -#}
{% macro default__mutual_information_change(earlier, later, by, school, groups) -%}
    {%- set table_codes = ['eee', 'eel', 'ele', 'ell', 'lee', 'lel', 'lle', 'lll'] -%}
    select
        {{ by | join(', ') }},
        earlier_areas.mutual_information as from_mutual_information,
        later_areas.mutual_information as to_mutual_information,
        {{ _where_both_known('later_areas.mutual_information - m_lll') }} as change_opened_schools,
        {{ _where_both_known('m_eee - earlier_areas.mutual_information') }} as change_closed_schools,
        {{ _where_both_known(
            '(m_lee - m_eee + m_lle - m_ele + m_lll - m_ell + m_lel - m_eel) / 4'
        ) }} as change_group_sizes,
        {{ _where_both_known(
            '(m_ele - m_eee + m_lle - m_lee + m_lll - m_lel + m_ell - m_eel) / 4'
        ) }} as change_school_sizes,
        {{ _where_both_known('(m_lle - m_eee + m_lll - m_eel) / 2') }} as change_composition,
        {{ _where_both_known('(m_eel - m_eee + m_lll - m_lle) / 2') }} as change_segregation
    from ({{ mutual_information(earlier, by, groups) }}) as earlier_areas
    full outer join ({{ mutual_information(later, by, groups) }}) as later_areas
        using ({{ by | join(', ') }})
    left join (
        select
            {{ by | join(', ') }}
            {%- for table_code in table_codes %},
            max(case when table_code = '{{ table_code }}' then mutual_information end)
            as m_{{ table_code }}
            {%- endfor %}
        from ({{ _adjusted_tables(earlier, later, by, school, groups, table_codes) }}) as adjusted
        group by {{ by | join(', ') }}
    ) as tables using ({{ by | join(', ') }})
{%- endmacro %}


{#- The schools of both years, in each of the eight tables. -#}
{% macro _adjusted_tables(earlier, later, by, school, groups, table_codes) -%}
    {%- set patterns, margins = [], [] -%}
    {%- for column in groups -%}
        {%- do patterns.append('pattern_' ~ loop.index) -%}
        {%- do margins.append('margin_' ~ loop.index) -%}
    {%- endfor -%}
    {%- set lasting_schools -%}
        (
            select
                {{ by | join(', ') }},
                table_code,
                {%- for column in groups %}
                {{ _of_year('pattern_year', column) }} as pattern_{{ loop.index }},
                {{ _of_year('groups_year', column) }} as margin_{{ loop.index }},
                {%- endfor %}
                {{ _of_year('schools_year', 'n_pupils') }} as n_pupils
            from ({{ _schools_with_pupils(earlier, by, school, groups) }}) as earlier
            inner join ({{ _schools_with_pupils(later, by, school, groups) }}) as later
                using ({{ by | join(', ') }}, {{ school }})
            cross join (
                values
                {%- for code in table_codes %}
                ('{{ code }}', '{{ code[0] }}', '{{ code[1] }}', '{{ code[2] }}'){{ ',' if not loop.last }}
                {%- endfor %}
            ) as tables (table_code, groups_year, schools_year, pattern_year)
        ) as lasting_schools
    {%- endset -%}
    {{ adjusted_mutual_information(
        lasting_schools, by + ['table_code'], patterns, 'n_pupils', margins
    ) }}
{%- endmacro %}


{% macro _of_year(year, column) -%}
    case when {{ year }} = 'e' then earlier.{{ column }} else later.{{ column }} end
{%- endmacro %}


{% macro _schools_with_pupils(relation, by, school, groups) -%}
    select
        {{ by | join(', ') }},
        {{ school }},
        {{ groups | join(', ') }},
        {{ groups | join(' + ') }} as n_pupils
    from {{ relation }}
    where {{ groups | join(' + ') }} > 0
{%- endmacro %}


{#- A part of a change from an unknown or to an unknown M is unknown. -#}
{% macro _where_both_known(part) -%}
    case
        when
            earlier_areas.mutual_information is not null
            and later_areas.mutual_information is not null
            then {{ part }}
    end
{%- endmacro %}
