"""Microdata of Statistics Netherlands: which file is which table, and what it serves."""
