"""The register of commitments: the list, one of them, a new one, a correction."""

from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cbms.circle import called, party_key
from conferences.actions.commitments import add_commitment, authorise_keeping, change_commitment, check_open
from conferences.commitments.sources import MODELS, SourceReader, may_cite
from conferences.commitments.steps import steps_of
from conferences.commitments.words import StateWords, own_stakeholders, reads_inside, rule_of
from conferences.forms.commitments import CommitmentForm, NewCommitmentForm, of_commitment
from conferences.lists.commitments import CommitmentList, with_parties
from conferences.models import Commitment
from conferences.models.commitments import ANSWERED_IN
from hoaip.decorators import public, reader, requires
from hoaip.grants import can
from hoaip.language import page_language
from hoaip.models import Document
from hoaip.permissions import Permission
from hoaip.public_cache import shared
from hoaip.saving.save import save_form
from meetings.parts import item_behind
from meetings.reading import reads_internal_words

FORM = ["GET", "HEAD", "POST"]


@require_safe
@shared
@public
def commitment_list(request):
    """Commitments the reader may know of, with filters in the address."""
    return CommitmentList(request).answer("conferences/commitment_list.html")


@require_safe
@shared
@public
def commitment_export(request, kind):
    """The list of commitments, narrowed as its page, as CSV or spreadsheet."""
    return CommitmentList(request).export(kind)


def in_full(rows):
    return with_parties(rows).select_related(
        *("process", "paragraph__declaration", "outcome__meeting", "outcome__agenda_item"),
        *("meeting", "letter", "claimed_by"),
    )


@require_safe
@shared
@public(on=Commitment, reads=in_full)
def commitment_detail(request, commitment):
    """What was undertaken, by whom and by when, where it was said, and how it stands; a merged one leads on."""
    user = reader(request)
    if commitment.merged_into_id is not None:
        # Who may not know of the survivor reads nothing of it here either.
        survivor = Commitment.objects.visible_to(user).filter(pk=commitment.merged_into_id).first()
        if survivor is None:
            raise Http404
        return HttpResponseRedirect(address(survivor))
    internal, inside = reads_internal_words(user), reads_inside(user, commitment)
    own = set(own_stakeholders(user))
    language = page_language()
    owners = sorted(
        commitment.ownership.select_related("stakeholder", "answered_by", "resolved_by", "letter"),
        key=lambda row: party_key(row.stakeholder, language),
    )
    for row in owners:
        row.name = called(row.stakeholder, language)
        row.is_own = row.stakeholder_id in own
        # What an owner said is read by the ministry and by that owner alone.
        row.is_read = internal or row.is_own
    letters = [row.letter_id for row in owners if row.is_read and row.letter_id]
    if letters:
        letters = set(Document.objects.visible_to(user).filter(pk__in=letters).values_list("pk", flat=True))
    for row in owners:
        row.shown_letter = row.letter_id in letters
    is_asked = commitment.state in ANSWERED_IN
    context = {
        "is_asked": is_asked,
        "may_enter": is_asked and can(user, Permission.ANSWER_ON_BEHALF, commitment),
        "commitment": commitment,
        "source": SourceReader([commitment], user).seen(commitment),
        "item": item_behind(commitment.outcome, user) if commitment.outcome else None,
        "owners": owners,
        "inside": inside,
        "internal": internal,
        "state_words": StateWords(rule_of(request).labels).of(commitment, internal=inside),
        "is_overdue": inside and commitment.is_overdue(request.today),
        "steps": steps_of(commitment, owners, user),
        "own": next((row for row in owners if row.is_own), None),
    }
    return render(request, "conferences/commitment_detail.html", context)


def source_asked(request):
    """The source that the address names as `?source=paragraph:<uid>`, or None; 404 for one that is not open."""
    wanted = request.GET.get("source", "")
    if not wanted:
        return None
    kind, _colon, uid = wanted.partition(":")
    try:
        model, uid = MODELS[kind], UUID(uid)
    except (KeyError, ValueError):
        raise BadRequest(
            _("The address names no source of a commitment. Open the form from the page of one.")
        ) from None
    row = model.objects.filter(uid=uid).first()
    if row is None or not may_cite(request.user, row):
        raise Http404
    return row


@require_http_methods(FORM)
@requires(Permission.KEEP_COMMITMENTS)
def commitment_new(request):
    """A draft; `?source=outcome:<uid>` fills it in from there."""
    source = source_asked(request)

    def write(form):
        given = form.cleaned_data
        return add_commitment(given["source"], details=form.details(), rung=given["rung"], by=request.user)

    return save_form(
        request,
        lambda data: NewCommitmentForm(data, person=request.user, source=source),
        write=write,
        to=address,
        template="conferences/commitment_form.html",
        said=_("The draft is saved. It stands in the register once you register it."),
        form_key=f"commitments:commitment_new:{request.GET.get('source', '')[:60]}",
        context={
            "heading": _("New commitment"),
            "words": _("Save the draft"),
            "back": reverse("commitments:commitment_list"),
        },
        grave=False,
    )


@require_http_methods(FORM)
@requires(Permission.KEEP_COMMITMENTS, on=Commitment)
def commitment_edit(request, commitment):
    """A draft is changed, a registered one corrected with a reason."""
    if request.method != "POST":
        check_open(commitment)
    authorise_keeping(request.user, commitment.process, tuple(commitment.cbms.all()))
    is_draft = commitment.state == Commitment.State.DRAFT

    def write(form):
        return change_commitment(
            commitment,
            details=form.details(),
            reason=form.cleaned_data.get("reason", ""),
            version=form.version,
            today=request.today,
            by=request.user,
        )

    return save_form(
        request,
        lambda data: CommitmentForm(data, commitment=commitment),
        write=write,
        to=lambda _row: address(commitment),
        template="conferences/commitment_form.html",
        said=_("The draft is saved.") if is_draft else _("The correction is saved."),
        form_key=f"commitments:commitment_edit:{commitment.uid}",
        context={
            "commitment": commitment,
            "heading": _("Change the draft") if is_draft else _("Correct the commitment"),
            "words": _("Save"),
            "back": address(commitment),
        },
        current=commitment,
        stored=of_commitment,
        grave=False,
    )


def address(commitment):
    return reverse("commitments:commitment_detail", kwargs={"uid": commitment.uid})
