{#- Every value that is known lies between the bounds (inclusive), and is a number: NaN fails. -#}
{% test between(model, column_name, minimum, maximum) %}
    select {{ column_name }}
    from {{ model }}
    where not ({{ column_name }} >= {{ minimum }} and {{ column_name }} <= {{ maximum }})
{% endtest %}
