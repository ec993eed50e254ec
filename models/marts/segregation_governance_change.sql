{{ change_mart(governances=['openbaar', 'bijzonder']) }}
