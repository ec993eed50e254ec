{{ named_contributions('nl') }}
