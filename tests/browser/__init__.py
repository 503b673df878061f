"""The portal in a real browser: everything is started for it, nothing is pretended."""
