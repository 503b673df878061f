"""Who can see a document: a rung, now; or everybody, from a moment on (ADR 21)."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from hoaip.action import action, authorise, need_reason
from hoaip.audit import record, snapshot
from hoaip.calendar import today_in_kabul
from hoaip.documents.actions.rows import TITLES, opened, save, told_on, wider_than_parent, write_readers
from hoaip.documents.homes import home_and_parent
from hoaip.embargo import refuse_moment
from hoaip.errors import WrongState
from hoaip.events import retell, untell
from hoaip.ladder import Rung
from hoaip.permissions import Permission


@action
def set_visibility(document, *, rung, readers=(), confirmed=False, version, by):
    """Who can see a document: a rung, or None for as far as its parent allows.

    - wider than the parent needs `confirmed`, which holds for the parent as it stands today: when the parent narrows
      further, the document does too;
    - restricted: the people in `readers` and whoever restricts it, of those who could see the parent.
    """
    authorise(by, Permission.ADD_DOCUMENT, document)
    document = opened(document, version)
    wider = rung is not None and rung > document.ceiling_now
    if wider and not confirmed:
        raise ValidationError({"rung": wider_than_parent(rung, document.ceiling_now)})
    before = snapshot(document)
    # A moment that is still ahead stays, with the word that was given for it; one that has come counts no more.
    stays = document.is_scheduled and rung != Rung.PUBLIC
    if rung == Rung.PUBLIC and document.is_scheduled:
        untell(document, "document.publish")
    document.rung = rung
    document.public_from = document.public_from if stays else None
    if wider or not stays:
        _confirm(document, wider, by)
    save(document)
    listed = write_readers(document, {*readers, by} if rung == Rung.RESTRICTED else ())
    record("document.visibility", document, by=by, before=before, extra=listed)
    return document


@action
def schedule_document(document, *, at, confirmed=False, reason="", version, by):
    """From the instant `at` everybody sees a document, though nothing runs then; until then who sees it now does.

    - a moment that was fixed before is moved, with a reason; WrongState once it has come;
    - `at` lies ahead, at most two years; ValidationError at day;
    - wider than the parent needs `confirmed`, as in `set_visibility`;
    - timelines and letters tell it from that moment on.
    """
    authorise(by, Permission.ADD_DOCUMENT, document)
    document = opened(document, version)
    may_be_scheduled(document)
    refuse_moment(at, timezone.now())
    if document.public_from == at:
        raise ValidationError({"day": _("That is the moment that is fixed already.")})
    wider = needs_word(document)
    if wider and not confirmed:
        raise ValidationError(wider_than_parent(Rung.PUBLIC, document.ceiling_now))
    if document.public_from is not None:
        reason = need_reason(reason, _("Say why the moment is moved: it stands in the history."))
    before = snapshot(document)
    document.public_from = at
    if wider:
        _confirm(document, wider, by)
    save(document)
    _tell_publishing(document)
    record("document.schedule", document, by=by, before=before, reason=reason.strip())
    return document


@action
def unschedule_document(document, *, reason, version, by):
    """Withdraw the moment before it comes: who sees the document now goes on to, and nobody else will."""
    authorise(by, Permission.ADD_DOCUMENT, document)
    document = opened(document, version)
    may_be_unscheduled(document)
    reason = need_reason(reason)
    before = snapshot(document)
    document.public_from = None
    if document.rung is None or document.rung <= document.ceiling_now:
        _confirm(document, False, by)
    save(document)
    untell(document, "document.publish")
    record("document.unschedule", document, by=by, before=before, reason=reason)
    return document


def may_be_scheduled(document):
    """WrongState for a document that everybody sees."""
    if document.reach_now == Rung.PUBLIC:
        raise WrongState(_("Everybody sees this document already. Change who can see it, then fix a moment."))


def may_be_unscheduled(document):
    """WrongState for a document without a moment ahead."""
    if document.public_from is None:
        raise WrongState(_("No moment is fixed for this document. Reload the page."))
    if document.reach_now == Rung.PUBLIC:
        raise WrongState(_("That moment has come: everybody sees this document. Change who can see it instead."))


def needs_word(document):
    """Whether everybody is wider than what its parent allows now or will from a moment on."""
    return document.ceiling_now < Rung.PUBLIC and document.ceiling_from is None


def _confirm(document, wider, by):
    """Whether its reach is wider than its parent by a person's word, given while the parent allowed this much."""
    document.confirmed_ceiling = document.ceiling_now if wider else None
    document.confirmed_at = timezone.now() if wider else None
    document.confirmed_by = by if wider else None


def _tell_publishing(document):
    home, parent = home_and_parent(document)
    if not home.is_told:
        return
    retell(
        "document.publish",
        document,
        on=today_in_kabul(document.public_from),
        anchors=told_on(parent, document.process),
        is_public=True,
        told_from=document.public_from,
        type=document.type,
        reference=document.reference,
        **{name: getattr(document, name) for name in TITLES},
    )
