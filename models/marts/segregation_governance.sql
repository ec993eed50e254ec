{{ segregation_mart(['national', 'municipality'], governances=['openbaar', 'bijzonder']) }}
