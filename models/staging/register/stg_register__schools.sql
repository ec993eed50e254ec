{{ delivered_schools() }}
