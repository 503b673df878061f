"""The form of a meeting as a file: given out, filled in without a connection, read back."""
