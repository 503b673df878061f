"""Lists for programs: the rows that a reader finds on a list's page, page by page as JSON. Read only."""
