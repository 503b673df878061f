"""Merging what stands in the register twice: persons and organizations; never countries."""
