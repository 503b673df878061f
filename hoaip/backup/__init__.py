"""The whole portal in one file, and back: rows as PostgreSQL's COPY writes them, files, and a manifest with sums.

Written by hand and not by pg_dump, because the restore has to be one transaction that ends only when every sum and the
chain of the history agree, and because the image of the portal holds no programs of PostgreSQL (docs/adr/0007).
"""
