"""Sample people, meetings, plans, commitments and papers for a portal that is tried out."""
