"""What the portal costs beside an honest plain page, measured in one alternating run."""
