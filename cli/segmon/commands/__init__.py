"""The commands: options, words and exit codes, one module a command; no SQL."""
