{{ segregation_all('en') }}
