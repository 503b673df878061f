"""What can be done to CBMs, their roles, focal points and flags."""
