{{ released_mart('dim_group', rows_as_they_are('dim_group')) }}
