"""How the portal keeps its house, for the administrator: the periodic jobs, what is late, and one run by hand."""
