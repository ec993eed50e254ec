"""Out of the secure room: what leaves of a published warehouse, and the proof that it may."""
