"""Search, saved filters and open data."""
