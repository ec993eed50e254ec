{{ delivered_municipalities() }}
