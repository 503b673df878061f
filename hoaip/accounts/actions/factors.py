"""Second factors in the history: what was added and taken away, never a secret; and a new lock when the key changes."""

from allauth.mfa.models import Authenticator

from hoaip.action import action, authorise
from hoaip.audit import record, snapshot
from hoaip.permissions import Permission

RECOVERY_CODES = Authenticator.Type.RECOVERY_CODES
# Where an authenticator keeps what is locked under the portal's key.
LOCKED = {Authenticator.Type.TOTP: ("secret",), RECOVERY_CODES: ("seed", "migrated_codes")}


@action
def change_factors(user, change, *, by):
    """Run `change()`, which adds or takes away second factors of `user`, and note what changed. Returns what it gives.

    One row for each factor added or removed, and one for new recovery codes; a passkey by the name its owner gave it.
    """
    before = _held(user)
    result = change()
    after = _held(user)
    for event, pks, side in (
        ("factor.remove", before.keys() - after.keys(), 0),
        ("factor.add", after.keys() - before.keys(), 1),
    ):
        for pk in sorted(pks):
            kind, name = (before | after)[pk]
            told = [None, None]
            told[side] = f"{kind}: {name}" if name else kind
            record(event, user, by=by, before=snapshot(user), extra={"second_factor": told})
    return result


def _held(user):
    """{primary key: (kind, name)}."""
    rows = Authenticator.objects.filter(user=user)
    return {row.pk: (row.type, str(row.data.get("name", ""))[:100]) for row in rows}


@action
def lock_anew(*, decrypt, encrypt, by):
    """Lock every secret of second factors under the present key; `decrypt` opens what the former keys locked.

    Returns how many factors there are. One row of the history, when there are any.
    """
    authorise(by, Permission.KEEP_HOUSE)
    rows = list(Authenticator.objects.select_for_update().filter(type__in=LOCKED).order_by("pk"))
    for row in rows:
        for name in LOCKED[row.type]:
            if isinstance(row.data.get(name), str):
                row.data[name] = encrypt(decrypt(row.data[name]))
            elif isinstance(row.data.get(name), list):
                row.data[name] = [encrypt(decrypt(each)) for each in row.data[name]]
    Authenticator.objects.bulk_update(rows, ["data"])
    if rows:
        record("factor.lock_anew", by, by=by, before=snapshot(by), extra={"second_factors": [None, len(rows)]})
    return len(rows)
