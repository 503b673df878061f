"""What the owners of a commitment say to it: themselves, by the ministry on their behalf, and what staff make of it."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from conferences.actions.commitment_answers import (
    answer_commitment,
    answer_for_owner,
    confirm_answer,
    need_silent,
    settle_answer,
)
from conferences.commitments.words import own_stakeholders
from conferences.forms.commitments import AnswerForm, BehalfForm
from conferences.models import Commitment
from conferences.models.commitments import ANSWERED_IN
from conferences.views.commitments import address
from hoaip.decorators import requires
from hoaip.errors import Refused, WrongState
from hoaip.models import Document
from hoaip.permissions import Permission
from hoaip.saving import once, version_of
from hoaip.saving.save import save_form

FORM = ["GET", "HEAD", "POST"]
LETTERS = 100


@require_http_methods(FORM)
@requires(Permission.ANSWER_COMMITMENT, on=Commitment)
def commitment_answer(request, commitment):
    """A delegate answers for the own state or organization."""
    own = own_of(request, commitment)
    check_asked(request, commitment)
    initial = (
        {"answer": own.answer or "confirmed", "text": own.answer_text}
        if not own.is_waiting
        else {"answer": "confirmed"}
    )
    return save_for_owner(
        request,
        commitment,
        own,
        "answer",
        lambda data: AnswerForm(data, initial=initial),
        act=answer_commitment,
        said=_("Your answer is saved. The last one counts; you may change it while the commitment is open."),
        stored=lambda row: {"answer": row.answer, "text": row.answer_text},
    )


@require_POST
@requires(Permission.ANSWER_COMMITMENT, on=Commitment)
def commitment_answer_confirm(request, commitment):
    """A delegate confirms what the ministry entered on behalf of the own state or organization."""
    own = own_of(request, commitment)
    answer = once(
        request,
        lambda: confirm_answer(own, version=version_of(request), by=request.user),
        lambda _: address(commitment),
    )
    messages.success(request, _("The answer is confirmed as your own."))
    return answer


@require_http_methods(FORM)
@requires(Permission.ANSWER_ON_BEHALF, on=Commitment)
def commitment_behalf(request, commitment, slug):
    """A focal point enters what an owner answered by other ways."""
    own = one_owner(commitment, slug)
    check_asked(request, commitment)
    if request.method != "POST":
        need_silent(own)
    letters = Document.objects.readable_by(request.user).filter(process=commitment.process_id, type="letter")
    letters = list(letters.filter(deleted_at=None).order_by("-dated_on", "-pk")[:LETTERS])
    initial = {"answer": own.answer or "confirmed", "text": own.answer_text, "basis": own.basis}
    initial |= {"letter": own.letter.uid} if own.letter_id else {}
    return save_for_owner(
        request,
        commitment,
        own,
        "behalf",
        lambda data: BehalfForm(data, initial=initial, letters=letters),
        act=answer_for_owner,
        said=_("The answer is entered and marked. Its delegates are asked to confirm it."),
        stored=lambda row: {"answer": row.answer, "text": row.answer_text, "basis": row.basis},
    )


def save_for_owner(request, commitment, own, step, make, *, act, said, stored=None):
    """The form of one step of one owner, `make(data)`; `act` writes what it holds; the commitment's page follows."""
    there = address(commitment)
    return save_form(
        request,
        make,
        write=lambda form: act(own, version=form.version, today=request.today, by=request.user, **form.cleaned_data),
        to=lambda _row: there,
        template=f"conferences/commitment_{step}.html",
        said=said,
        form_key=f"commitments:{step}:{own.uid}",
        context={"commitment": commitment, "own": own, "back": there},
        current=own,
        stored=stored,
        grave=False,
    )


def own_of(request, commitment):
    """The ownership this person speaks for; refused to who speaks for none."""
    mine = commitment.ownership.select_related("stakeholder", "commitment")
    own = mine.filter(stakeholder__in=own_stakeholders(request.user)).first()
    if own is None:
        raise Refused(_("A delegate of an owner answers here, and nobody else."))
    return own


def one_owner(commitment, slug):
    """The owner of that name; Http404 where it is none."""
    rows = commitment.ownership.select_related("stakeholder", "commitment", "letter")
    own = rows.filter(stakeholder__slug=slug).first()
    if own is None:
        raise Http404
    return own


def check_asked(request, commitment):
    """WrongState for a form that would be refused whatever is typed in it."""
    if request.method != "POST" and commitment.state not in ANSWERED_IN:
        raise WrongState(
            _("This commitment is %(state)s: nothing is asked of its owners now.")
            % {"state": commitment.get_state_display()}
        )


class SettleForm(forms.Form):
    """What ministry staff did with a correction or a dispute."""

    resolution = forms.CharField(
        label=gettext_lazy("What was done"),
        max_length=4000,
        help_text=gettext_lazy("The owner reads it, and is asked again to confirm."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


@require_http_methods(FORM)
@requires(Permission.JUDGE_COMMITMENT, on=Commitment)
def commitment_settle(request, commitment, slug):
    """Ministry staff settle what an owner wants otherwise."""
    ownership = one_owner(commitment, slug)
    if request.method != "POST" and not ownership.is_open:
        raise WrongState(_("Nothing waits here: the owner answered anew, or somebody settled it before you."))
    return save_for_owner(
        request,
        commitment,
        ownership,
        "settle",
        SettleForm,
        act=settle_answer,
        said=_("It is settled; the owner is asked again."),
    )
