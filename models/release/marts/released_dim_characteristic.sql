{{ released_mart('dim_characteristic', rows_as_they_are('dim_characteristic')) }}
