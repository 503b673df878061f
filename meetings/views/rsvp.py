"""The answer to an invitation: by a delegate for the own state, or entered by the ministry on its behalf."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hoaip import saving
from hoaip.decorators import requires
from hoaip.errors import Refused, WrongState
from hoaip.grants import holdings
from hoaip.permissions import Permission, Role
from hoaip.saving.save import save_form
from meetings import actions
from meetings.actions.inviting import need_invited
from meetings.forms.invitations import BehalfForm, RsvpForm
from meetings.invited import call_of, line_of, lines_of
from meetings.models import Meeting
from meetings.names import headline
from meetings.views.inviting import standing_invitee
from meetings.views.log import address

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
@requires(Permission.ANSWER_INVITATION, on=Meeting, anywhere=True)
def meeting_answer(request, meeting):
    """A delegate answers for the own state or organization, or changes its answer."""
    call = call_of(meeting)
    own = holdings(request.user).ids("hoaip.stakeholder", {Role.DELEGATE})
    line = next(iter(lines_of(call, only=own)), None) if call is not None else None
    if line is None:
        raise Refused(_("Your state or organization is not invited to this meeting, so there is nothing to answer."))
    return answer_page(
        request,
        meeting,
        call,
        line,
        RsvpForm,
        act=actions.answer_invitation,
        said=_("Your answer is given. It can be changed until the meeting is held; the newest counts."),
    )


@require_http_methods(FORM)
@requires(Permission.ENTER_INVITATION_ANSWER, on=Meeting)
def invitee_answer(request, meeting, slug):
    """The ministry enters what a state or organization answered by other ways."""
    need_invited(meeting)
    line = line_of(standing_invitee(meeting, slug))
    return answer_page(
        request,
        meeting,
        call_of(meeting),
        line,
        BehalfForm,
        act=actions.enter_answer,
        said=_("The answer is entered and marked. Its delegates are told by mail."),
        on_behalf=True,
    )


def answer_page(request, meeting, call, line, form, *, act, said, **context):
    """The form of an answer, with what stands now."""
    if request.method != "POST":
        need_invited(meeting)
        if context and line.has_spoken:
            raise WrongState(
                _("%(who)s has answered by its own delegates. From then on only they change its answer.")
                % {"who": line.stakeholder}
            )
    invitee = line.invitee
    # The number of answers is the version of the line: of two delegates the second is told.
    invitee.version = line.version
    template, form_key = "meetings/invitation_answer.html", f"invitees:{form.__name__.lower()}:{invitee.pk}"
    context = {"meeting": meeting, "title": headline(meeting), "call": call, "line": line, **context}

    def make(data):
        return form(data, initial=initial_of(line, with_note=not context.get("on_behalf")))

    try:
        return save_form(
            request,
            make,
            write=lambda filled: act(invitee, by=request.user, version=filled.version, **filled.cleaned_data),
            to=lambda _answer: address(meeting.uid) + "#invited",
            template=template,
            said=said,
            form_key=form_key,
            context=context,
            current=invitee,
            stored=standing_of,
            grave=False,
        )
    except WrongState as error:
        # It was held, moved or withdrawn while this was being written: the answer says so, what was typed comes back.
        bound = make(request.POST)
        bound.add_error(None, str(error))
        page = context | {"form": bound, "version": invitee.version, "idempotency_key": saving.new_key()}
        return saving.refused(request, template, page, form_key, status=409)


def initial_of(line, *, with_note=True):
    if line.standing is None:
        return {}
    names = ("answer", "level", "size", "note") if with_note else ("answer", "level", "size")
    return {name: getattr(line.standing, name) for name in names}


def standing_of(invitee):
    """What stands, as the page of two texts shows it."""
    standing = invitee.answers_that_count().last()
    if standing is None:
        return {}
    return {name: getattr(standing, name) for name in ("answer", "level", "size", "note")}
