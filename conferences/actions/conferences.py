"""What can be done to conferences and to chairs, by the administrator."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from conferences.events import tell_chair, tell_declared
from conferences.models import Chair, Conference
from hoaip.action import action, authorise, need_reason
from hoaip.audit import record, snapshot
from hoaip.calendar import FIRST_DAY, LAST_DAY
from hoaip.errors import same_version
from hoaip.models import Process
from hoaip.permissions import Permission
from meetings.models import Meeting

# What a person fills in of a conference beside its meeting and its co-chairs.
CONFERENCE_FIELDS = (
    "ordinal",
    "co_chair_persons",
    "theme",
    "declaration",
    "stated_participants",
    "source",
    "source_note",
)


@action
def add_conference(meeting, *, co_chairs=(), reason, by, **fields):
    """A meeting of ministers becomes a conference, with its number, its co-chairs and what it declared.

    ValidationError, keyed by field, for a meeting of another type, one that is a conference already, or a number in
    use. What it declared stands in the timeline of the process.
    """
    authorise(by, Permission.MANAGE_CONFERENCES, meeting.process)
    need_reason(reason)
    Process.objects.select_for_update(no_key=True).get(pk=meeting.process_id)
    if meeting.type != Meeting.Type.MC:
        raise ValidationError({"meeting": _("Only a ministerial conference among the meetings becomes one here.")})
    if Conference.objects.filter(meeting=meeting).exists():
        raise ValidationError({"meeting": _("This meeting is a conference already. Edit that one.")})
    conference = Conference(process=meeting.process, meeting=meeting, **fields)
    check_number(conference)
    conference.full_clean()
    conference.save()
    conference.co_chairs.set(co_chairs)
    codes = sorted(each.code for each in co_chairs)
    record("conference.add", conference, by=by, reason=reason, extra={"co_chairs": [[], codes]})
    tell_declared(conference)
    return conference


@action
def change_conference(conference, *, co_chairs=(), version, reason, by, **fields):
    """Correct a conference: its number, co-chairs, theme, declaration, figures and sources; its meeting stays.

    What a person changed is theirs: the import leaves it alone. Stale when somebody saved since `version`.
    """
    authorise(by, Permission.MANAGE_CONFERENCES, conference)
    need_reason(reason)
    row = Conference.objects.select_for_update(no_key=True, of=("self",)).select_related("meeting__host", "process")
    row = row.get(pk=conference.pk)
    same_version(row, version)
    before, stored = snapshot(row), sorted(row.co_chairs.values_list("code", flat=True))
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    check_number(row)
    row.full_clean()
    row.save()
    codes = sorted(each.code for each in co_chairs)
    extra = {"co_chairs": [stored, codes]} if codes != stored else None
    row.co_chairs.set(co_chairs)
    record("conference.change", row, by=by, before=before, reason=reason, extra=extra)
    tell_declared(row)
    return row


@action
def add_chair(process, *, stakeholder, reason, by, **fields):
    """A country chairs a process from a day on, or co-chairs from one conference to the next.

    `fields`: standing, from_conference, until_conference, from_on, until_on, source, source_note. A day that is not
    given is that of its conference. ValidationError, keyed by field.
    """
    authorise(by, Permission.MANAGE_CONFERENCES, process)
    need_reason(reason)
    process = Process.objects.select_for_update(no_key=True).get(pk=process.pk)
    chair = Chair(process=process, stakeholder=stakeholder, stakeholder_kind=stakeholder.kind, **with_days(fields))
    check_chair(chair)
    chair.full_clean()
    chair.save()
    record("chair.add", chair, by=by, reason=reason)
    tell_chair(chair)
    return chair


@action
def change_chair(chair, *, version, reason, by, **fields):
    """Correct or end a term; the country and its process stay. Stale when somebody saved since `version`."""
    authorise(by, Permission.MANAGE_CONFERENCES, chair)
    need_reason(reason)
    Process.objects.select_for_update(no_key=True).get(pk=chair.process_id)
    row = Chair.objects.select_for_update(of=("self",)).select_related("process", "stakeholder").get(pk=chair.pk)
    same_version(row, version)
    before = snapshot(row)
    for name, value in with_days(fields).items():
        setattr(row, name, value)
    row.version += 1
    check_chair(row)
    row.full_clean()
    row.save()
    record("chair.change", row, by=by, before=before, reason=reason)
    tell_chair(row)
    return row


def with_days(fields):
    """The fields with the days of the conferences where no day is given: both belong to the term."""
    first, last = fields.get("from_conference"), fields.get("until_conference")
    found = dict(fields)
    if found.get("from_on") is None and first is not None:
        found["from_on"] = first.meeting.starts_on
    if found.get("until_on") is None and last is not None:
        found["until_on"] = last.meeting.ends_on
    if found.get("from_on") is None:
        raise ValidationError({"from_on": _("Give the first day, or the conference from which the term runs.")})
    return found


def check_number(conference):
    """ValidationError at ordinal when another conference of the process has the number."""
    others = Conference.objects.filter(process=conference.process, ordinal=conference.ordinal)
    if others.exclude(pk=conference.pk).exists():
        raise ValidationError({"ordinal": _("That number belongs to another conference already. Give another.")})


def check_chair(chair):
    """ValidationError, keyed by field, unless a country chairs there in that period and nobody else's row is hers."""
    if chair.stakeholder.kind != chair.stakeholder.Kind.COUNTRY:
        raise ValidationError({"stakeholder": _("A country chairs a process, and no organization. Choose a country.")})
    for name, day in (("from_on", chair.from_on), ("until_on", chair.until_on)):
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise ValidationError({name: _("A day of a term lies between 2011 and 2100.")})
    if chair.until_on is not None and chair.until_on < chair.from_on:
        raise ValidationError({"until_on": _("The last day lies before the first one. Give that day or a later one.")})
    for name in ("from_conference", "until_conference"):
        conference = getattr(chair, name)
        if conference is not None and conference.process_id != chair.process_id:
            raise ValidationError({name: _("This conference belongs to another process.")})
    others = Chair.objects.filter(process=chair.process, stakeholder=chair.stakeholder).exclude(pk=chair.pk)
    if chair.until_on is not None:
        others = others.filter(from_on__lte=chair.until_on)
    in_the_way = next((each for each in others if each.until_on is None or each.until_on >= chair.from_on), None)
    if in_the_way is not None:
        raise ValidationError(
            {"stakeholder": _("This country chairs the process in that period already. End that term first.")}
        )
