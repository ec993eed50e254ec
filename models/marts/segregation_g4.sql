{{ segregation_mart(['g4']) }}
