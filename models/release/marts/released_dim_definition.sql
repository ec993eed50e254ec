{{ released_mart('dim_definition', rows_as_they_are('dim_definition')) }}
