{#- erf(x), of x that is not negative. -#}
{% macro error_function(x) -%}
    1 - {{ error_function_complement(x) }}
{%- endmacro %}


{#- 1 - erf(x): exp(-x^2) * p(6 / (3 + x) - 1), where p interpolates exp(x^2) * erfc(x) at the 19 points of -#}
{#- Chebyshev. Beyond 6 it is next to nothing; so far an exponent is no error. -#}
{% macro error_function_complement(x) -%}
    {%- set coefficients = [
        1.924222727355204e-08, -2.3087379400079186e-08, -1.878908829224346e-07, 2.7792128476951465e-07,
        1.2056323995286797e-06, -2.1002530663855925e-06, -7.949231327362022e-06, 1.2846951741763454e-05,
        6.404558784747916e-05, -4.524982521097716e-05, -0.000597059478378158, -0.0007077477228570589,
        0.0042691360298001925, 0.02439249948077824, 0.07166583721487804, 0.1501159364915097,
        0.24560380171206017, 0.3262335600431923, 0.17900115118138984
    ] -%}
    {%- set bounded = 'least(' ~ x ~ ', 6)' -%}
    {%- set y = '(6 / (3 + ' ~ bounded ~ ') - 1)' -%}
    {%- set polynomial = namespace(sql='0') -%}
    {%- for coefficient in coefficients -%}
        {%- set polynomial.sql = '(' ~ polynomial.sql ~ ' * ' ~ y ~ ' + ' ~ coefficient ~ ')' -%}
    {%- endfor -%}
    exp(-{{ bounded }} * {{ bounded }}) * {{ polynomial.sql }}
{%- endmacro %}
