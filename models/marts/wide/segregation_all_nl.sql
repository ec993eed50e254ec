{{ segregation_all('nl') }}
