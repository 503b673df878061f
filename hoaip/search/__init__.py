"""Search over everything a reader may see, filters kept by name, and open data."""
