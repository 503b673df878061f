"""The migrations that stand for a row of former ones make what these made."""

import re
from itertools import chain

import pytest
from django.db.migrations import RunSQL
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader

FUNCTION = re.compile(
    r"CREATE (?:OR REPLACE )?FUNCTION (\w+)([^$']*(?:\$(\w*)\$.*?\$\3\$|'(?:[^']|'')*')[^;]*);", re.DOTALL
)
OTHER = re.compile(
    r"(?:CREATE (?:CONSTRAINT )?(?:TRIGGER|INDEX)|ADD CONSTRAINT)\s+(\w+)\s+(.*?)(?:;|\Z)",
    re.DOTALL,
)


@pytest.fixture(scope="module")
def loader():
    """Every migration there is, the former ones beside those that stand for them."""
    return MigrationLoader(None, replace_migrations=False)


def ours(loader):
    """[(its key, the keys of those it stands for)]."""
    return sorted((key, migration.replaces) for key, migration in loader.disk_migrations.items() if migration.replaces)


def promises(loader, keys):
    """{name: text} of each function, trigger, index and constraint of the database's own, as the last one has it."""
    operations = chain.from_iterable(loader.disk_migrations[tuple(key)].operations for key in keys)
    found = {}
    for operation in operations:
        if isinstance(operation, RunSQL):
            for pattern in (FUNCTION, OTHER):
                found |= {made[1]: " ".join(made[2].split()) for made in pattern.finditer(operation.sql)}
    return found


def test_each_floor_has_one_that_stands_for_all_before_it(loader):
    found = {}
    for (app, name), replaced in ours(loader):
        numbers = [int(former[:4]) for _, former in replaced]
        assert {former_app for former_app, _ in replaced} == {app}
        assert numbers == list(range(1, len(replaced) + 1))
        assert name == f"0001_squashed_{replaced[-1][1]}"
        found[app] = len(replaced)

    assert found == {"cbms": 10, "conferences": 13, "hoaip": 13, "meetings": 20}


def test_the_models_are_those_of_the_former_ones(loader):
    now = loader.project_state([key for key, _ in ours(loader)])
    before = loader.project_state([tuple(replaced[-1]) for _, replaced in ours(loader)])

    assert MigrationAutodetector(before, now)._detect_changes() == {}
    assert MigrationAutodetector(now, before)._detect_changes() == {}
    assert set(now.models) == set(before.models)


@pytest.mark.parametrize("app", ["hoaip", "cbms", "meetings", "conferences"])
def test_the_database_promises_what_the_former_ones_made_it_promise(loader, app):
    [(key, replaced)] = [(key, replaced) for key, replaced in ours(loader) if key[0] == app]

    now, before = promises(loader, [key]), promises(loader, replaced)

    assert now == before
    assert len(now) > 5
