"""Published tables as files."""
