"""The register of countries and organizations: its pages and screens."""
