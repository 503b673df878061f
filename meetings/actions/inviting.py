"""A meeting is invited to: whoever holds a role on its day, and whom the focal point adds; later more, or fewer."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from hoaip import workflow
from hoaip.action import action, authorise, need_reason
from hoaip.audit import record, snapshot
from hoaip.calendar import day_text, today_in_kabul
from hoaip.errors import WrongState, same_version
from hoaip.language import page_language
from hoaip.permissions import Permission
from hoaip.post import queue
from meetings.actions.guards import may_be_invited
from meetings.actions.steps import take_step
from meetings.actions.telling import letter_of, occasion
from meetings.invited import answer_day, call_of, cbms_of, contacts_of, fingerprint, parties_of
from meetings.models import Call, Invitee, Meeting

UNSET = {"withdrawn_at": None, "withdrawn_by": None, "withdrawn_reason": ""}


@action
def invite(meeting, *, by, version=None, chosen=None, answer_by=None, with_mail=True, previewed=None):
    """Invite: it has an exact day and a host, or is held online; it becomes public, and answers are asked.

    - `chosen` are the stakeholders to invite, by default whoever holds a role in its CBMs on its first day;
    - `answer_by`, by default `settings.ANSWER_DAYS` before the meeting, is no later than its first day;
    - each contact gets one letter in the own language, unless `with_mail` is False or the meeting is over;
    - `previewed`, the fingerprint of what a person was shown: ValidationError when roles or contacts changed since;
    - planned again after it had been off, it is a new round: what was answered before is history.
    """
    authorise(by, Permission.RUN_MEETING, meeting)
    lock(meeting)
    workflow.begins(meeting, "invite")
    if problems := may_be_invited(meeting):
        raise ValidationError(problems)
    now = timezone.now()
    today = today_in_kabul(now)
    parties = parties_of(meeting, today)
    found = pick(parties, chosen)
    with_mail = with_mail and meeting.ends_on >= today
    check(meeting, parties, found, answer_by, previewed=previewed, today=today, may_be_empty=chosen is None)
    answer_by = answer_by or answer_day(meeting, today)
    call = call_of(meeting)
    if call is None:
        call = Call.objects.create(meeting=meeting, answer_by=answer_by)
    else:
        call.round, call.answer_by = call.round + 1, answer_by
        call.save(update_fields=["round", "answer_by", "changed_at"])
    meeting = take_step(
        meeting,
        "invite",
        by=by,
        version=version,
        is_public=True,
        announced_at=meeting.announced_at or now,
        extra=told(found, call, with_mail=with_mail),
    )
    write(meeting, call, found, with_mail=with_mail, now=now, by=by)
    return meeting


@action
def invite_more(meeting, *, chosen, by, version=None, answer_by=None, with_mail=True, previewed=None):
    """Invite others to a meeting that is invited already, or give another day to answer by; returns the Meeting.

    Only who is new on the list gets a letter. WrongState when the meeting is not invited.
    """
    authorise(by, Permission.RUN_MEETING, meeting)
    row = lock(meeting)
    need_invited(row)
    if version is not None:
        same_version(row, version)
    now = timezone.now()
    today = today_in_kabul(now)
    parties = parties_of(row, today)
    found, call = pick(parties, chosen), call_of(row)
    with_mail = with_mail and row.ends_on >= today
    is_new_day = call is not None and answer_by not in (None, call.answer_by)
    check(row, parties, found, answer_by, previewed=previewed, today=today, may_be_empty=is_new_day)
    if call is None:
        call = Call.objects.create(meeting=row, answer_by=answer_by or answer_day(row, today))
    elif is_new_day:
        call.answer_by = answer_by
        call.save(update_fields=["answer_by", "changed_at"])
    write(row, call, found, with_mail=with_mail, now=now, by=by)
    record("meeting.invite_more", row, by=by, before=snapshot(row), extra=told(found, call, with_mail=with_mail))
    return row


@action
def withdraw_invitation(invitee, *, reason, by, version=None):
    """Take an invitation back with a reason, which is kept; its contacts are told by mail. Returns the Invitee.

    What it answered stays in the history. WrongState unless the meeting is invited and the invitation stands.
    """
    meeting = lock(invitee.meeting)
    authorise(by, Permission.RUN_MEETING, meeting)
    need_invited(meeting)
    row = Invitee.objects.standing().select_for_update(no_key=True, of=("self",)).filter(pk=invitee.pk).first()
    if row is None:
        raise WrongState(_("This invitation was withdrawn before. Reload the page to see who is invited."))
    if version is not None:
        same_version(row, version)
    reason = need_reason(reason)
    before, now = snapshot(row), timezone.now()
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = now, by, reason
    row.version += 1
    row.full_clean()
    row.save()
    call, today = call_of(meeting), today_in_kabul(now)
    if meeting.ends_on >= today:
        people = contacts_of([row.stakeholder_id], cbms_of(meeting), today).get(row.stakeholder_id, ())
        queue(
            "meeting_withdrawn",
            to=people,
            key=occasion(meeting, call, "withdraw"),
            context=letter_of(meeting, call),
            about=meeting,
        )
    record("invitee.withdraw", row, by=by, before=before, reason=reason, acting_for=row.stakeholder.slug)
    return row


def lock(meeting):
    """The stored meeting, locked until commit: invitations, answers and steps of one meeting take turns."""
    return Meeting.objects.select_for_update(no_key=True, of=("self",)).select_related("process").get(pk=meeting.pk)


def need_invited(meeting):
    if meeting.state != "invited":
        raise WrongState(
            _("This meeting is %(state)s: invitations and answers are open while it is invited.")
            % {"state": meeting.get_state_display()}
        )


def pick(parties, chosen):
    """The parties of these stakeholders; without any given, those that are expected. ValidationError for others."""
    if chosen is None:
        return [party for party in parties if party.is_expected]
    wanted = {stakeholder.pk for stakeholder in chosen}
    found = [party for party in parties if party.stakeholder.pk in wanted]
    if len(found) != len(wanted):
        raise ValidationError(
            {"invite": _("One of those you chose cannot be invited any more, or is invited already. Look again.")}
        )
    return found


def check(meeting, parties, found, answer_by, *, previewed, today, may_be_empty=False):
    """ValidationError by field unless these can be invited with that day: somebody is, in time, as it was shown."""
    if not found and not may_be_empty:
        raise ValidationError({"invite": nobody(meeting)})
    check_answer_by(meeting, answer_by, today=today)
    if previewed is not None and previewed != fingerprint(parties, found):
        raise ValidationError(
            _(
                "Who is invited or who gets a letter has changed since you looked: a role or a contact began or ended. "
                "Nothing was sent. Look again."
            )
        )


def check_answer_by(meeting, day, *, today):
    """ValidationError at `answer_by` for a day that is over, or after the meeting's first day."""
    if day is None or meeting.starts_on < today:
        return
    if not today <= day <= meeting.starts_on:
        raise ValidationError(
            {
                "answer_by": _("An answer is asked between today and the first day of the meeting, %(day)s.")
                % {"day": day_text(meeting.starts_on, page_language())}
            }
        )


def nobody(meeting):
    if meeting.state == "invited":
        return _("Choose at least one state or organization, or give another day to answer by.")
    return _("Choose at least one state or organization.")


def told(found, call, *, with_mail):
    """What the audit keeps of an invitation beside the meeting's own columns."""
    slugs = [f"{party.slug} {party.capacity}" for party in found]
    return {"invited": [None, slugs], "answer_by": [None, call.answer_by.isoformat()], "with_mail": [None, with_mail]}


def write(meeting, call, found, *, with_mail, now, by):
    """The rows of those who are invited, new or asked once more, and their letters."""
    key = occasion(meeting, call, "invite") if with_mail and found else ""
    known = {row.stakeholder_id: row for row in Invitee.objects.filter(meeting=meeting)}
    fresh = []
    for party in found:
        mails = len(party.contacts) if with_mail else 0
        columns = {
            "capacity": party.capacity,
            "round": call.round,
            "invited_at": now,
            "invited_by": by,
            "mail_key": key if mails else "",
            "mails": mails,
            **UNSET,
        }
        row = known.get(party.stakeholder.pk)
        if row is None:
            fresh.append(Invitee(meeting=meeting, stakeholder=party.stakeholder, **columns))
            continue
        for name, value in columns.items():
            setattr(row, name, value)
        row.version += 1
        row.save()
    Invitee.objects.bulk_create(fresh)
    if key:
        queue(
            "meeting_invite",
            to=[person for party in found for person in party.contacts],
            key=key,
            context=letter_of(meeting, call),
            about=meeting,
        )
