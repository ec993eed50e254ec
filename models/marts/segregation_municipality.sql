{{ segregation_mart('municipality') }}
