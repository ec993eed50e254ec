{{ change_mart() }}
