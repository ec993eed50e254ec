{{ segregation_mart(['municipality']) }}
