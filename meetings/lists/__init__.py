"""The lists of meetings, roles and those invited, and what narrows them."""
