"""The marts as a package of open data, described for people and programs."""
