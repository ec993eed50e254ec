"""The whole monitor as one page: figures, tables and sentences, all from the marts."""
