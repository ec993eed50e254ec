{{ segregation_mart(['national']) }}
