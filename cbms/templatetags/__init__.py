"""What the CBMs show on pages, their own and others'."""
