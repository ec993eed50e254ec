"""A city's own edition of the report: about one municipality, next to its class and the country."""
