{{ released_mart('dim_index', rows_as_they_are('dim_index')) }}
