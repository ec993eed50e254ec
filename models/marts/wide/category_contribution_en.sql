{{ named_contributions('en') }}
