"""Letters to those who are invited to a meeting: the occasion, whom it reaches, what it names."""

from django.db.models import F, prefetch_related_objects
from django.utils import timezone

from cbms.silence.asked import end_of
from hoaip.calendar import today_in_kabul
from hoaip.post import queue
from meetings.calendar.cities import city_name
from meetings.invited import answer_day, call_of, people_invited
from meetings.models import Call, Invitee

LETTERS = {"postpone": "meeting_postponed", "cancel": "meeting_cancelled", "move": "meeting_moved"}


def letter_of(meeting, call, **more):
    """What the letters about an invitation name. Nothing of a draft, nothing of an answer."""
    if not getattr(meeting, "told_pairs", None):
        prefetch_related_objects([meeting], "pairs__cbm")
    return {
        "meeting": meeting,
        # As the language of each letter calls it.
        "city": lambda: city_name(meeting.city),
        "answer_by_at": end_of(call.answer_by),
        "again": call.round > 1,
        **more,
    }


def occasion(meeting, call, name):
    """The key of a letter: of each occasion one a contact. Raises the call's version, the number of the occasion."""
    Call.objects.filter(pk=call.pk).update(version=F("version") + 1, changed_at=timezone.now())
    call.refresh_from_db(fields=["version"])
    return f"meeting:{meeting.uid}:{name}:{call.version}"


def tell_invited(meeting, name, old):
    """One mail to each contact of those invited: it is postponed, cancelled or moved; `old` is the OldDate it had.

    Returns mails, none where nobody was invited.
    """
    call, today = call_of(meeting), today_in_kabul(timezone.now())
    if call is None:
        return 0
    return queue(
        LETTERS[name],
        to=people_invited(meeting, call, today),
        key=occasion(meeting, call, name),
        context=letter_of(meeting, call, old=old, has_new_date=old.period != period_now(meeting)),
        about=meeting,
    )


def tell_hours(meeting):
    """One mail to each contact of those invited: it has these hours and this venue now. Returns mails.

    None where nobody is invited to it, or it is over.
    """
    people, call = people_of_hours(meeting)
    if not people:
        return 0
    return queue(
        "meeting_hours",
        to=people,
        key=occasion(meeting, call, "hours"),
        context=letter_of(meeting, call),
        about=meeting,
    )


def people_of_hours(meeting):
    """(whom a change of its hours is told, the Call); ([], None) where it is told nobody."""
    today = today_in_kabul(timezone.now())
    call = call_of(meeting) if meeting.state == "invited" and meeting.ends_on >= today else None
    return (people_invited(meeting, call, today), call) if call else ([], None)


def ask_anew(meeting, old):
    """An invited meeting has another day: all who are invited are asked once more, by one mail; answers are history.

    Nobody is asked about a day that is over.
    """
    call, today = call_of(meeting), today_in_kabul(timezone.now())
    if call is None or meeting.ends_on < today:
        return
    rows = Invitee.objects.filter(meeting=meeting, round=call.round, withdrawn_at__isnull=True)
    rows.update(round=call.round + 1, version=F("version") + 1, changed_at=timezone.now())
    call.round, call.answer_by = call.round + 1, answer_day(meeting, today)
    call.save(update_fields=["round", "answer_by", "changed_at"])
    tell_invited(meeting, "move", old)


def period_now(meeting):
    return str(meeting.date_precision), meeting.starts_on, meeting.ends_on
