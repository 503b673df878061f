"""What the conferences show on pages, their own and others'."""
