{{ released_mart('dim_school_year', rows_as_they_are('dim_school_year')) }}
