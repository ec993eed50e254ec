{{ released_mart('dim_area', rows_as_they_are('dim_area')) }}
