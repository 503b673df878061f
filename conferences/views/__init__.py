"""Pages of the conferences floor, by what they are about."""
