{{ segregation_mart('urbanity') }}
