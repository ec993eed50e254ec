{{ segregation_mart(['urbanity']) }}
