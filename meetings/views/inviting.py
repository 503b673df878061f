"""To invite to a meeting: whom, a look before anything is sent, and only then the letters; later more, or fewer."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cbms.silence.asked import end_of
from hoaip import saving
from hoaip.decorators import requires
from hoaip.errors import Stale, WrongState
from hoaip.permissions import Permission
from hoaip.post import letters
from hoaip.saving.save import place_errors, save_form, valid
from hoaip.texts.letters import key_of_letter
from hoaip.texts.reading import edited
from hoaip.workflow import begins
from meetings import actions
from meetings.actions.guards import may_be_invited
from meetings.actions.inviting import check, need_invited
from meetings.actions.recalling import no_more
from meetings.actions.telling import letter_of
from meetings.forms.invitations import InviteForm, WithdrawForm
from meetings.invited import answer_day, call_of, cbms_of, contacts_of, fingerprint, lines_of, parties_of, silent
from meetings.models import Call, Invitee, Meeting
from meetings.names import headline
from meetings.views.log import address

FORM = ["GET", "HEAD", "POST"]
TEMPLATE = "meetings/invite.html"
APART = {"csrfmiddlewaretoken", "idempotency_key", "confirm", "change", "previewed", "version"}


@require_http_methods(FORM)
@requires(Permission.RUN_MEETING, on=Meeting)
def meeting_invite(request, meeting):
    """Whom to invite; `list=1` shows who gets which letter, then `confirm=1` invites, once.

    A POST without `list` invites at once whoever holds a role on the meeting's day.
    """
    if request.POST.get("confirm") != "1":
        # Sent twice, the second gets the answer of the first, though the meeting is invited by then.
        begins(meeting, "invite")
    return invite_page(request, meeting, actions.invite)


@require_http_methods(FORM)
@requires(Permission.RUN_MEETING, on=Meeting)
def meeting_invite_more(request, meeting):
    """Invite others to an invited meeting, or give another day to answer by: the same two pages."""
    if request.POST.get("confirm") != "1":
        need_invited(meeting)
    return invite_page(request, meeting, actions.invite_more, more=True)


def invite_page(request, meeting, act, *, more=False):
    form_key = f"{'invite-more' if more else 'invite'}-{meeting.uid}"
    parties, call = parties_of(meeting, request.today), call_of(meeting)
    page = {
        "meeting": meeting,
        "title": headline(meeting),
        "more": more,
        "call": call,
        "problems": [] if more else list(may_be_invited(meeting).values()),
        "version": meeting.version,
        "form_key": form_key,
    }
    day = call.answer_by if more and call else answer_day(meeting, request.today)
    initial = {"invite": [party.slug for party in parties if party.is_expected], "answer_by": day}
    if request.method != "POST":
        form, before = InviteForm(parties=parties, initial=initial), saving.typed(request, form_key)
        if before:
            saving.fill(form, before.data)
        return render(request, TEMPLATE, page | {"form": form, "typed": before})
    if not more and "list" not in request.POST:
        return invite_expected(request, meeting, page | {"form": InviteForm(parties=parties, initial=initial)})
    form = InviteForm(request.POST, parties=parties)
    page |= {"form": form}
    if "change" in request.POST:
        return render(request, TEMPLATE, page)
    if request.POST.get("confirm") != "1":
        return preview(request, meeting, page)

    def write():
        given = valid(form)
        return act(
            meeting,
            chosen=[party.stakeholder for party in form.chosen()],
            answer_by=given["answer_by"],
            with_mail=not given["without_mail"],
            previewed=request.POST.get("previewed", ""),
            version=saving.version_of(request),
            by=request.user,
        )

    try:
        answer = saving.once(request, write, address(meeting.uid), form_key=form_key)
    except Stale as error:
        form.add_error(None, str(error))
        return saving.refused(request, TEMPLATE, page, form_key, status=409)
    except ValidationError as error:
        place_errors(form, error)
        return saving.refused(request, TEMPLATE, page, form_key)
    messages.success(
        request, _("The list of those invited was changed.") if more else _("The meeting is recorded as invited.")
    )
    return answer


def invite_expected(request, meeting, page):
    """Whoever holds a role is invited, without a list: what a script or an older form sends."""
    version = saving.version_of(request) if request.POST.get("version") else None
    try:
        actions.invite(meeting, by=request.user, version=version)
    except ValidationError:
        # What stands in its way says the page by itself.
        return saving.refused(request, TEMPLATE, page, page["form_key"])
    saving.done(request, page["form_key"])
    messages.info(request, _("%(step)s: done.") % {"step": _("Invite")})
    return redirect(address(meeting.uid))


def preview(request, meeting, page):
    """What the invitation would do, exactly; refused as it would be itself."""
    form = page["form"]
    parties, call = list(form.parties.values()), page["call"]
    try:
        if page["problems"]:
            raise ValidationError(page["problems"])
        given = valid(form)
        is_new_day = call is not None and page["more"] and given["answer_by"] != call.answer_by
        chosen = form.chosen()
        check(
            meeting,
            parties,
            chosen,
            given["answer_by"],
            previewed=None,
            today=request.today,
            may_be_empty=is_new_day,
        )
    except ValidationError as error:
        place_errors(form, error)
        return saving.refused(request, TEMPLATE, page, page["form_key"])
    is_over = meeting.ends_on < request.today
    people = [] if given["without_mail"] or is_over else [each for party in chosen for each in party.contacts]
    asked = Call(meeting=meeting, answer_by=given["answer_by"], round=call.round if call else 1)
    if call and not page["more"]:
        asked.round += 1
    context = page | {
        "chosen": chosen,
        "mails": len(people),
        "is_over": is_over,
        "without_mail": given["without_mail"],
        # A warning alone (product rules 7.1).
        "without_agenda": not page["more"] and not meeting.agenda.exists(),
        "unreachable": [party for party in chosen if not party.contacts],
        "answer_by_at": end_of(given["answer_by"]),
        "sample": sample(request, "meeting_invite", people, letter_of(meeting, asked)),
        "hidden": [
            *((name, value) for name, values in request.POST.lists() if name not in APART for value in values),
            ("previewed", fingerprint(parties, chosen)),
            ("version", meeting.version),
        ],
        "idempotency_key": saving.new_key(),
    }
    return render(request, "meetings/invite_preview.html", context)


def sample(request, template, people, context):
    """The letter as the first of these people gets it, written where the page shows it; None for nobody.

    A function that gives {"recipient", "subject", "body"}.
    """
    if not people:
        return None

    def write():
        before = edited(request, key_of_letter(template))
        subject, body = letters.write(template, recipient=people[0], context=context, before=before)
        return {"recipient": people[0], "subject": subject, "body": body}

    return write


@require_http_methods(FORM)
@requires(Permission.RUN_MEETING, on=Meeting)
def meeting_recall(request, meeting):
    """Remind those who have not answered: who gets a letter, then the letters; at most once a day."""
    if request.method == "POST":
        mails = actions.recall(meeting, by=request.user)
        said = ngettext("%(mails)s reminder goes out.", "%(mails)s reminders go out.", mails) % {"mails": mails}
        messages.success(request, said)
        return redirect(address(meeting.uid))
    need_invited(meeting)
    call = call_of(meeting)
    if call is None:
        raise WrongState(no_more(None))
    lines = silent(lines_of(call))
    reached = contacts_of([line.stakeholder.pk for line in lines], cbms_of(meeting), request.today)
    people = [person for found in reached.values() for person in found]
    context = {
        "meeting": meeting,
        "title": headline(meeting),
        "rows": [(line, reached.get(line.stakeholder.pk, ())) for line in lines],
        "mails": len(people),
        "sample": sample(request, "meeting_recall", people, letter_of(meeting, call)),
        "was_done": call.reminders.filter(round=call.round, on=request.today).exists(),
    }
    return render(request, "meetings/invite_recall.html", context)


@require_http_methods(FORM)
@requires(Permission.RUN_MEETING, on=Meeting)
def invitee_withdraw(request, meeting, slug):
    """Take an invitation back, with a reason; its contacts are told."""
    need_invited(meeting)
    invitee = standing_invitee(meeting, slug)
    return save_form(
        request,
        WithdrawForm,
        write=lambda form: actions.withdraw_invitation(
            invitee, version=form.version, by=request.user, **form.cleaned_data
        ),
        to=lambda _row: address(meeting.uid),
        template="meetings/invitee_withdraw.html",
        said=_("The invitation is withdrawn; its contacts are told by mail."),
        form_key=f"invitees:withdraw:{invitee.pk}",
        context={
            "meeting": meeting,
            "title": headline(meeting),
            "invitee": invitee,
            "contacts": contacts_of([invitee.stakeholder_id], cbms_of(meeting), request.today).get(
                invitee.stakeholder_id, ()
            ),
        },
        current=invitee,
        stored=lambda _row: {},
        grave=False,
    )


def standing_invitee(meeting, slug):
    """The Invitee of that stakeholder whose invitation stands; Http404 for none."""
    rows = Invitee.objects.standing().filter(meeting=meeting).select_related("stakeholder")
    found = {row.stakeholder.slug: row for row in rows}
    if slug not in found:
        raise Http404
    return found[slug]
