"""Viewing as: pages as the public or a delegate of a stakeholder would see them, as far as the viewer may see them."""
