"""The servers and processes of a checkout: embedded PostgreSQL and Redis, and what `up` runs."""
