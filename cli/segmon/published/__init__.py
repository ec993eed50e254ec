"""Reading what was published; writes nothing."""
