"""Tampering with the history, as the superuser of the database with the triggers off: every kind is found."""

import contextlib

import psycopg2

from hoaip.serving.postgres import SUPERUSER
from tests.drills.house import House

HASH = "encode(sha256(random()::text::bytea), 'hex')"
# kind: statements; the row in hand is the one in the middle of the chain.
TAMPERINGS = {
    "changed column": ["UPDATE hoaip_auditentry SET actor_name = 'Somebody else' WHERE sequence = {middle}"],
    "changed reason": ["UPDATE hoaip_auditentry SET reason = reason || '.' WHERE sequence = {middle}"],
    "changed content": ["UPDATE hoaip_auditentry SET changes = '{{}}' WHERE sequence = {middle}"],
    "changed instant": ["UPDATE hoaip_auditentry SET at = at - interval '1 second' WHERE sequence = {middle}"],
    "changed hash": [f"UPDATE hoaip_auditentry SET hash = {HASH} WHERE sequence = {{middle}}"],
    "deleted row": ["DELETE FROM hoaip_auditentry WHERE sequence = {middle}"],
    "deleted first row": ["DELETE FROM hoaip_auditentry WHERE sequence = 1"],
    "cut tail": ["DELETE FROM hoaip_auditentry WHERE sequence > {middle}"],
    "inserted row": [
        'INSERT INTO hoaip_auditentry SELECT {last} + 1, at, "group", actor_uid, actor_name, acting_for, request_id, '
        "action, object_type, object_uid, object_name, object_version, changes, reason, hash, " + HASH + " "
        "FROM hoaip_auditentry WHERE sequence = {last}"
    ],
    "swapped rows": [
        "UPDATE hoaip_auditentry SET sequence = -1 WHERE sequence = {middle}",
        "UPDATE hoaip_auditentry SET sequence = {middle} WHERE sequence = {middle} + 1",
        "UPDATE hoaip_auditentry SET sequence = {middle} + 1 WHERE sequence = -1",
    ],
    "emptied": ["DELETE FROM hoaip_auditentry"],
}

# What somebody with the whole machine would do: change the first row and compute every hash anew.
REWRITE = """
from django.db import connection
from hoaip.audit import GENESIS, digest
from hoaip.models import AuditEntry
with connection.cursor() as cursor:
    cursor.execute("SET session_replication_role = replica")
previous = GENESIS
for entry in AuditEntry.objects.order_by("sequence"):
    entry.actor_name, entry.previous_hash = "Somebody else", previous
    previous = entry.hash = digest(entry)
    entry.save()
"""


def run(*, small):
    found, refused = {}, 0
    with House(web=False) as house:
        known = house.json("audit", "verify")
        with contextlib.closing(house.connect(SUPERUSER)) as connection, connection.cursor() as cursor:
            cursor.execute("CREATE TABLE kept AS SELECT * FROM hoaip_auditentry")
            last = house.one("SELECT max(sequence) FROM hoaip_auditentry")
            for kind, statements in TAMPERINGS.items():
                cursor.execute("SET session_replication_role = replica")
                for statement in statements:
                    cursor.execute(statement.format(middle=last // 2, last=last))
                found[kind] = house.json("audit", "verify", "--head", known["head"])["bad"]
                put_back(cursor)
            application = house.environment["DATABASE_URL"]
            house.environment["DATABASE_URL"] = house.servers.postgres.url(SUPERUSER)
            house.manage("shell", "-c", REWRITE)
            house.environment["DATABASE_URL"] = application
            # By itself the chain is whole again: only the head that others keep tells.
            rewritten = house.json("audit", "verify")["ok"]
            found["full rewrite"] = house.json("audit", "verify", "--head", known["head"])["bad"]
            put_back(cursor)
        for role in ("hoaip_app", "hoaip_owner"):
            for statement in (
                "UPDATE hoaip_auditentry SET reason = 'x'",
                "DELETE FROM hoaip_auditentry",
                "TRUNCATE hoaip_auditentry",
                "ALTER TABLE hoaip_auditentry DISABLE TRIGGER ALL",
                "DROP TABLE hoaip_auditentry",
            ):
                # The owner may empty or alter its own tables; the application may nothing of it.
                if role == "hoaip_owner" and not statement.startswith(("UPDATE", "DELETE")):
                    continue
                refused += is_refused(house, role, statement)
        whole = house.json("audit", "verify", "--head", known["head"])
    missed = [kind for kind, bad in found.items() if bad is None]
    return {
        "ok": not missed and rewritten and whole["ok"] and refused == 7,
        "kinds": len(found),
        "missed": missed,
        "found_as": {kind: bad and bad["kind"] for kind, bad in found.items()},
        "statements_refused": refused,
        "rows": whole["rows"],
    }


def put_back(cursor):
    cursor.execute("SET session_replication_role = replica")
    cursor.execute("DELETE FROM hoaip_auditentry")
    cursor.execute("INSERT INTO hoaip_auditentry SELECT * FROM kept")
    cursor.execute("SET session_replication_role = origin")


def is_refused(house, role, statement):
    with contextlib.closing(house.connect(role)) as connection, connection.cursor() as cursor:
        try:
            cursor.execute(statement)
        except psycopg2.Error as error:
            return error.pgcode == "42501"
    return False
