"""Days on which countries rest: seeded from a package of known holidays, kept by the administrator."""
