{{ segregation_mart('national') }}
