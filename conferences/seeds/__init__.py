"""What is publicly known, as rows: `seed_reference` writes all of it, floor by floor."""

from conferences.seeds.reference import reference, seed_reference

__all__ = ["reference", "seed_reference"]
