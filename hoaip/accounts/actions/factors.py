"""Second factors in the history: what was added and taken away, never a secret; and a new lock when the key changes."""

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from hoaip.accounts.actions.checks import same_version
from hoaip.accounts.actions.people import end_sessions, lock_account
from hoaip.action import action, authorise, need_reason
from hoaip.audit import record, snapshot
from hoaip.errors import Refused, WrongState
from hoaip.permissions import Permission
from hoaip.post import queue

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


@action
def reset_factors(user, *, reason, version=None, by):
    """The administrator takes away every second factor of another person, who lost it; returns the stored account.

    - signed out everywhere; until a new one is set up the password alone is enough;
    - one row of the history for each factor, with the reason, and a mail to the person.
    WrongState when there is none; Refused for one's own, which is taken away on one's own page.
    """
    authorise(by, Permission.MANAGE_ACCOUNTS)
    if by.pk == user.pk:
        raise Refused(_("Your own second factor you take away on the page of your account."))
    reason = need_reason(reason)
    row = lock_account(user)
    same_version(row, version)
    factors = _held(row)
    if not factors:
        raise WrongState(_("This person has no second factor."))
    before = snapshot(row)
    Authenticator.objects.filter(pk__in=factors).delete()
    end_sessions(row)
    row.version += 1
    row.save(update_fields=["version", "changed_at"])
    queue("second_factor_reset", to=[row], key=f"second-factor-reset:{row.uid}:{row.version}", context={})
    for _pk, (kind, name) in sorted(factors.items()):
        told = [f"{kind}: {name}" if name else kind, None]
        record("factor.reset", row, by=by, before=before, reason=reason, extra={"second_factor": told})
    return row


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
