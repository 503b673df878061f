"""An action is carried out: begun, shown by evidence, said to be done, and verified by somebody else."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from conferences.actions.follow_up import locked, need_open
from conferences.documents import ActionHome
from conferences.models import ActionEvidence
from hoaip import workflow
from hoaip.action import action, need_reason
from hoaip.audit import record, snapshot
from hoaip.documents.actions import add_document
from hoaip.errors import Refused
from hoaip.events import retell
from hoaip.grants import holders_on
from hoaip.models import User
from hoaip.permissions import Permission, Role
from hoaip.post import queue


@action
def begin_action(row, *, by, version=None):
    """Somebody works on it; a commitment that was registered or confirmed is carried out from the first one on."""
    row = locked(row, Permission.WORK_ON_ACTION, by=by, version=version)
    before = snapshot(row)
    row = workflow.move(row, "begin", state_reason="")
    _begin_commitment(row, by=by)
    record("action.begin", row, by=by, before=before)
    return row


@action
def add_evidence(row, *, text="", document=None, details=None, file=None, by, uid=None):
    """Words, a document that is there, or a new file (`Examined`, with DocumentDetails) that show what was done.

    Returns the ActionEvidence, which nobody changes any more. The new document belongs to the action: its owner, the
    ministry and, where they see the action, members of its CBM read it.
    """
    row = locked(row, Permission.WORK_ON_ACTION, by=by)
    need_open(row)
    return _evidence(row, text, document, details, file, by=by, uid=uid)


@action
def claim_action(row, *, text="", document=None, details=None, file=None, today, by, version=None):
    """It is done, and this shows it, as `add_evidence` takes it; ministry staff are mailed and verify.

    Returns the Action.
    """
    row = locked(row, Permission.WORK_ON_ACTION, by=by, version=version)
    before = snapshot(row)
    workflow.begins(row, "claim")
    _evidence(row, text, document, details, file, by=by)
    row = workflow.move(row, "claim", claimed_at=timezone.now(), claimed_by=by, state_reason="")
    _begin_commitment(row, by=by)
    staff = holders_on([row.process], [Role.REVIEWER], today)
    queue(
        "action_claimed",
        to=User.objects.filter(pk__in=staff).exclude(pk=by.pk),
        key=f"action:{row.uid}:claimed:{row.version}",
        context={"action": row, "owner": row.owner},
        about=row,
    )
    record("action.claim", row, by=by, before=before)
    return row


@action
def verify_action(row, *, today, by, version=None):
    """Ministry staff vouch that it is done; never who said so."""
    row = locked(row, Permission.VERIFY_ACTION, by=by, version=version)
    workflow.begins(row, "verify")
    need_other(row, by)
    before = snapshot(row)
    row = workflow.move(row, "verify", verified_at=timezone.now(), verified_by=by)
    tell_verified(row, today)
    record("action.verify", row, by=by, before=before)
    return row


@action
def return_action(row, *, reason, by, version=None):
    """What was shown is not enough: whoever claimed it is told, with a link to the reason."""
    row = locked(row, Permission.VERIFY_ACTION, by=by, version=version)
    reason = need_reason(reason)
    workflow.begins(row, "return")
    need_other(row, by)
    before, claimer = snapshot(row), row.claimed_by
    row = workflow.move(row, "return", state_reason=reason, claimed_at=None, claimed_by=None)
    queue(
        "action_returned",
        to=[claimer],
        key=f"action:{row.uid}:returned:{row.version}",
        context={"action": row, "owner": row.owner},
        about=row,
    )
    record("action.return", row, by=by, before=before, reason=reason)
    return row


def tell_verified(row, day):
    """It is done, told on its CBM and its owner."""
    retell(
        "action.verify",
        row,
        on=day,
        anchors=[*([row.cbm] if row.cbm else [row.process]), row.owner],
        # Who is told is who may see the action at that moment.
        is_public=True,
        title=row.title,
        stakeholder=row.owner.slug,
        cbm=row.cbm.code if row.cbm else "",
    )


def need_other(row, by):
    """Refused to who said that it is done: somebody else judges that."""
    if row.claimed_by_id == by.pk:
        raise Refused(_("You said yourself that it is done: somebody else of the ministry verifies or returns it."))


def _evidence(row, text, document, details, file, *, by, uid=None):
    if not text.strip() and document is None and file is None:
        raise ValidationError({"text": _("Say in words what shows it, choose a document, or add a file.")})
    if document is not None and file is not None:
        raise ValidationError({"file": _("Choose a document that is there, or a new file, and not both.")})
    if file is not None:
        document = add_document(ActionHome(), row, details=details, file=file, by=by, under=Permission.WORK_ON_ACTION)
    given = {"uid": uid} if uid else {}
    evidence = ActionEvidence(action=row, text=text.strip(), document=document, at=timezone.now(), by=by, **given)
    evidence.full_clean(exclude=["action", "document", "by"])
    evidence.save(force_insert=True)
    record("action.evidence", evidence, by=by)
    return evidence


def _begin_commitment(row, *, by):
    commitment = row.commitment
    if commitment is None or commitment.state not in ("registered", "confirmed"):
        return
    before = snapshot(commitment)
    commitment = workflow.move(commitment, "begin")
    record("commitment.begin", commitment, by=by, before=before, extra={"action": [None, str(row.uid)]})
