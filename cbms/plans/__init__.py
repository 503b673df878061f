"""Implementation plans: what their text is as plain values, what it lacks, and how two of them differ."""
