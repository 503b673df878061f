"""Persons with and without accounts: kept by the administrator and by the delegates of their own state."""
