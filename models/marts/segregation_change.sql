{{ change_mart(consecutive=true) }}
