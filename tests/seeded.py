"""The reference data and the sample people as rows: seeded by the first test of a process, copied for the others.

What tests the seeding itself seeds by itself.
"""

from datetime import date

from conferences.demo.samples import seed_demo
from conferences.seeds import reference, seed_reference
from hoaip.models import User
from tests.kept import enter

# The day of the samples, and the number that their passwords are made of.
TODAY, SEED = date(2026, 9, 15), 1


def enter_reference():
    """What `seed_reference` writes, where nobody is yet."""
    _enter(reference_rows)


def enter_demo():
    """What `seed_demo` writes after it, on TODAY with SEED."""
    _enter(demo_rows)


def reference_rows():
    seed_reference(reference(), by=User.objects.system())


def demo_rows():
    reference_rows()
    seed_demo(today=TODAY, seed=SEED, by=User.objects.system())


def _enter(make):
    # Rows that are there before are not among those kept: the copies would be without the account that seeds.
    if User.objects.exists():
        raise RuntimeError("Seed before anybody is made.")
    enter(make)
