{{ released_mart('dim_status', rows_as_they_are('dim_status')) }}
