{{ released_mart('dim_category', rows_as_they_are('dim_category')) }}
