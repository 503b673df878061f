"""What is taken along on paper: PDF by a press of its own, Word, and the answers that carry them."""
