select distinct area_code
from {{ ref('int_municipality_areas') }}
where area_level = 'g4'
