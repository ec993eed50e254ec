select
    schooljaar as school_year,
    {{ duo_school_id() }} as school_id,
    soort_po as school_kind,
    cast(replace(replace(afstand, '.', ''), ',', '.') as {{ type_double() }}) / 1000 as mean_km,
    {{ pupil_count('leerlingen', thousands_point=true) }} as n_pupils
from {{ source('delivery', 'duo_distances') }}
