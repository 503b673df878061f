"""A consultation with the capitals: its board, positions, steps, and the certificate of its result."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cbms.actions import consultations as steps
from cbms.actions.consultations.locking import need_open, need_running
from cbms.consultation_forms import AnswerForm, BehalfForm, ExtendForm, JudgeForm, WithdrawForm
from cbms.models import Consultation, Plan, Position
from cbms.silence.board import counts_of, lines_of, objecting, silent
from cbms.silence.certificate import seal_of, text_of
from hoaip.action import refusal
from hoaip.decorators import requires
from hoaip.errors import Refused, WrongState
from hoaip.grants import can, holdings
from hoaip.permissions import Permission, Role
from hoaip.saving import new_key, refused, version_of
from hoaip.saving.save import save_form

FORM = ["GET", "HEAD", "POST"]
# A position is looked at by whoever may see some consultation; which one, `visible_to` says.
seen = requires(Permission.VIEW_CONSULTATION, on=Consultation, anywhere=True)
answered = requires(Permission.ANSWER_CONSULTATION, on=Consultation, anywhere=True)


@require_safe
@seen
def consultation_detail(request, consultation):
    """The board: until when, who answered what, who has not, and what the reader can do."""
    row, now, person = in_full(consultation), timezone.now(), request.user
    reads = Consultation.objects.readable_by(person).filter(pk=row.pk).exists()
    lines = lines_of(row)
    own = own_line(person, lines)
    is_open = row.state == Consultation.State.OPEN
    is_running = is_open and now <= row.expires_at
    enters = is_open and can(person, Permission.ANSWER_ON_BEHALF, row)
    context = {
        "consultation": row,
        "plan": row.plan,
        "knows_plan": Plan.objects.visible_to(person).filter(pk=row.plan_id).exists(),
        "lines": lines,
        "reads": reads,
        "counts": counts_of(lines) if reads else (),
        "silent": silent(lines) if reads else (),
        "answers": [line for line in lines if not line.is_silent] if reads else (),
        "objections": objecting(lines) if reads else (),
        "extensions": list(row.extensions.select_related("by").order_by("pk")) if reads else (),
        "own": own,
        "is_open": is_open,
        "is_running": is_running,
        "may_answer": own is not None and is_open and (is_running or own.objects),
        "may_confirm": own is not None and is_open and own.waits_for_confirmation,
        "may_steer": is_running and can(person, Permission.CONSULT_CAPITALS, row),
        "may_judge": is_open and bool(objecting(lines)) and can(person, Permission.JUDGE_CONSULTATION, row),
        "entered_for": {
            line.asked.pk for line in lines if enters and not line.has_spoken and (is_running or line.objects)
        },
    }
    return render(request, "cbms/consultation_detail.html", context)


@require_http_methods(FORM)
@answered
def consultation_answer(request, consultation):
    """A delegate gives, or changes, the position of the own state or organization."""
    row = in_full(consultation)
    line = own_line(request.user, lines_of(row))
    if line is None:
        raise Refused(refusal(Permission.ANSWER_CONSULTATION))
    need_chance(request, row, line)
    return answer_page(
        request,
        row,
        line,
        AnswerForm,
        write=lambda form: steps.answer_consultation(
            line.asked, by=request.user, version=form.version, **form.cleaned_data
        ),
        said=_("The position is given. It can be changed until the consultation expires; the newest counts."),
    )


@require_http_methods(FORM)
@requires(Permission.ANSWER_ON_BEHALF, on=Consultation)
def consultation_behalf(request, consultation, slug):
    """A focal point enters what a capital answered by other ways."""
    row = in_full(consultation)
    line = next((line for line in lines_of(row) if line.stakeholder.slug == slug), None)
    if line is None:
        raise Http404
    need_chance(request, row, line)
    return answer_page(
        request,
        row,
        line,
        BehalfForm,
        write=lambda form: steps.answer_on_behalf(
            line.asked, by=request.user, version=form.version, **form.cleaned_data
        ),
        said=_("The position is entered and marked. Its delegates are asked to confirm it."),
        on_behalf=True,
    )


def answer_page(request, row, line, form, *, write, said, **context):
    """The form of a position, with what stands now."""
    # The number of positions is the version of the line: of two delegates the second is told.
    asked = line.asked
    asked.version = line.version
    initial = {"answer": line.standing.answer, "text": line.standing.text} if line.standing else {}
    template, form_key = "cbms/consultation_answer.html", f"consultations:{form.__name__.lower()}:{asked.pk}"
    takes_back = line.objects and timezone.now() > row.expires_at
    context = {"consultation": row, "plan": row.plan, "line": line, "takes_back": takes_back, **context}

    def make(data):
        # After the expiry an objection is only taken back.
        return form(data, initial=initial, asked=asked, without={Position.Answer.OBJECTION} if takes_back else ())

    try:
        return save_form(
            request,
            make,
            write=write,
            to=lambda _position: address(row),
            template=template,
            said=said,
            form_key=form_key,
            context=context,
            current=asked,
            stored=standing_of,
            grave=False,
        )
    except WrongState as error:
        # It expired or ended while this was being written: the answer says so, and what was typed comes back.
        bound = make(request.POST)
        bound.add_error(None, str(error))
        page = context | {"form": bound, "version": asked.version, "idempotency_key": new_key()}
        return refused(request, template, page, form_key, status=409)


def standing_of(asked):
    """What stands, as the page of two texts shows it."""
    standing = asked.positions.order_by("-pk").first()
    return {"text": f"{standing.get_answer_display().capitalize()}. {standing.text}".strip()} if standing else {}


def need_chance(request, row, line):
    """WrongState when nothing can be answered any more: it ended, or expired without an objection to take back.

    What was sent is refused by the action itself, under the lock, and comes back with what was typed.
    """
    if request.method == "POST":
        return
    need_open(row)
    if not line.objects:
        need_running(row, timezone.now())


@require_POST
@answered
def consultation_confirm(request, consultation):
    """A delegate confirms what was entered on behalf of the own state or organization."""
    row = in_full(consultation)
    line = own_line(request.user, lines_of(row))
    if line is None:
        raise Refused(refusal(Permission.ANSWER_CONSULTATION))
    steps.confirm_position(line.asked, by=request.user, version=version_of(request))
    messages.success(request, _("The position is confirmed as your own."))
    return redirect(address(row))


@require_POST
@requires(Permission.CONSULT_CAPITALS, on=Consultation)
def consultation_remind(request, consultation):
    """Remind whoever has not answered, at most once a day."""
    mails = steps.remind_silent(consultation, by=request.user)
    said = ngettext("%(mails)s reminder goes out.", "%(mails)s reminders go out.", mails) % {"mails": mails}
    messages.success(request, said)
    return redirect(address(consultation))


@require_http_methods(FORM)
@requires(Permission.CONSULT_CAPITALS, on=Consultation)
def consultation_extend(request, consultation):
    """A later last day, with a reason."""
    row = in_full(consultation)
    if request.method != "POST":
        need_running(row, timezone.now())
    return step_page(
        request,
        row,
        ExtendForm,
        lambda form: steps.extend_consultation(row, version=form.version, by=request.user, **form.cleaned_data),
        _("The consultation is extended; every delegate asked is told."),
        heading=_("Extend the consultation"),
        sentence=_("The capitals get more time. Nobody’s position changes; every delegate asked is told by mail."),
        words=_("Extend it"),
    )


@require_http_methods(FORM)
@requires(Permission.CONSULT_CAPITALS, on=Consultation)
def consultation_withdraw(request, consultation):
    """The question is taken back, with a reason."""
    row = in_full(consultation)
    if request.method != "POST":
        need_running(row, timezone.now())
    return step_page(
        request,
        row,
        WithdrawForm,
        lambda form: steps.withdraw_consultation(row, version=form.version, by=request.user, **form.cleaned_data),
        _("The consultation is withdrawn; every delegate asked is told."),
        heading=_("Withdraw the consultation"),
        sentence=_(
            "It ends at once without a result on the plan, which is cleared as before. "
            "What was answered is kept and sealed; every delegate asked is told by mail."
        ),
        words=_("Withdraw it"),
    )


@require_http_methods(FORM)
@requires(Permission.JUDGE_CONSULTATION, on=Consultation)
def consultation_judge(request, consultation):
    """A person of the ministry confirms that a standing objection breaks the consultation."""
    row = in_full(consultation)
    objections = objecting(lines_of(row))
    if request.method != "POST":
        need_open(row)
    if request.method != "POST" and not objections:
        raise WrongState(_("No objection of one that is entitled stands: there is nothing that breaks it."))
    return step_page(
        request,
        row,
        JudgeForm,
        lambda form: steps.break_consultation(row, version=form.version, by=request.user, **form.cleaned_data),
        _("The consultation is broken; the plan is returned to its drafters with the objections."),
        heading=_("Confirm that it is broken"),
        sentence=_(
            "The plan goes back to its drafters with these objections as the reason. It cannot be taken back. "
            "If an objection may be a mistake, ask the state first: it can take it back."
        ),
        words=_("Confirm that it is broken"),
        objections=objections,
    )


def step_page(request, row, form, write, said, **context):
    return save_form(
        request,
        form,
        write=write,
        to=address,
        template="cbms/consultation_step.html",
        said=said,
        form_key=f"consultations:{form.__name__.lower()}:{row.uid}",
        context={"consultation": row, "plan": row.plan, **context},
        current=row,
        stored=lambda _row: {},
        grave=False,
    )


@require_safe
@seen
def consultation_certificate(request, consultation):
    """The result and its seal, computed again as the page is made; it prints on A4."""
    row = ended(request, consultation)
    answers = row.result["answers"]
    context = {
        "consultation": row,
        "plan": row.plan,
        "result": row.result,
        "lines": lines_of(row),
        "silent_number": sum(answer["answer"] == "none" for answer in answers),
        "is_whole": seal_of(row.result) == row.seal,
    }
    return render(request, "cbms/consultation_certificate.html", context)


@require_safe
@seen
def consultation_result(request, consultation):
    """The text under the seal, to the byte: its SHA-256 is the seal."""
    row = ended(request, consultation)
    response = HttpResponse(text_of(row.result), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="consultation-{row.uid}.json"'
    return response


def ended(request, consultation):
    """A consultation whose positions the reader reads, and that has a result; refused or in the wrong state else."""
    if not Consultation.objects.readable_by(request.user).filter(pk=consultation.pk).exists():
        raise Refused(_("The positions belong to the ministry and to those who were asked."))
    row = in_full(consultation)
    if row.result is None:
        raise WrongState(_("This consultation has not ended, so there is no certificate yet."))
    return row


def in_full(consultation):
    """The row with what every page about it names, in one query."""
    rows = Consultation.objects.select_related("plan__cbm__process", "plan_version", "opened_by", "ended_by")
    return rows.get(pk=consultation.pk)


def own_line(person, lines):
    """The Line of the state or organization that this person speaks for, or None."""
    own = holdings(person).ids("hoaip.stakeholder", {Role.DELEGATE})
    return next((line for line in lines if line.asked.stakeholder_id in own), None)


def address(consultation):
    return reverse("consultations:consultation_detail", kwargs={"uid": consultation.uid})
