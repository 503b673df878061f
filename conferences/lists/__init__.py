"""Lists of the conferences floor, by what they list."""
