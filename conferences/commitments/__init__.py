"""The register of commitments: where they come from, their steps, their words, many at once."""
