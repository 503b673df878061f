"""What ministry staff keep of initiatives: what each is, what it said it would bring, and what arrived."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from conferences.events import tell_arrived
from conferences.models import Commitment, Contribution, Initiative, MeetingTheme, Theme
from hoaip.action import action, authorise, need_reason
from hoaip.audit import record, snapshot
from hoaip.errors import WrongState, same_version
from hoaip.events import amend
from hoaip.models import Process
from hoaip.permissions import Permission
from meetings.models import UNDECIDED, Meeting

# Words of the addresses beside which an initiative has its own.
TAKEN = ("new", "table")


@action
def add_initiative(process, *, members=(), cbms=(), reason, by, **fields):
    """An initiative that feeds into a process, or works beside it. Returns it.

    ValidationError, keyed by field, for a name in addresses that is in use.
    """
    authorise(by, Permission.KEEP_INITIATIVES, process)
    need_reason(reason)
    process = Process.objects.select_for_update(no_key=True).get(pk=process.pk)
    row = Initiative(process=process, **fields)
    if row.slug in TAKEN or Initiative.objects.filter(slug=row.slug).exists():
        raise ValidationError({"slug": _("That name in addresses is in use. Give another one.")})
    row.full_clean()
    row.save(force_insert=True)
    record("initiative.add", row, by=by, reason=reason, extra=_set_circle(row, members=members, cbms=cbms))
    return row


@action
def change_initiative(initiative, *, members=None, cbms=None, version, reason, by, **fields):
    """Correct what is known of an initiative; what is not given stays, as do process and address. Stale if changed."""
    row = _locked(Initiative, initiative, version=version, by=by)
    need_reason(reason)
    before = snapshot(row)
    _write(row, fields)
    if row.acronym != before["acronym"]:
        for brought in row.contributions.exclude(arrived=""):
            amend(brought, acronym=row.acronym)
    record(
        "initiative.change",
        row,
        by=by,
        before=before,
        reason=reason,
        extra=_set_circle(row, members=members, cbms=cbms),
    )
    return row


@action
def add_contribution(initiative, *, by, **fields):
    """What an initiative said it would bring, or what arrived unannounced. Returns the Contribution.

    - `fields`: theme, cbm, promised, promised_on, arrived, arrived_on, meeting, commitment, source, source_note;
    - what arrived stands in the timelines of the process, of its CBM and of the meeting, on its day.
    """
    authorise(by, Permission.KEEP_INITIATIVES, initiative)
    row = Contribution(initiative=initiative, **fields)
    _check_links(row, by=by)
    row.full_clean()
    row.save(force_insert=True)
    tell_arrived(row)
    record("contribution.add", row, by=by)
    return row


@action
def record_arrival(contribution, *, arrived, arrived_on, meeting=None, commitment=None, version, by):
    """What was announced arrived on a day: at a meeting or as a commitment that `by` may see. Returns it.

    WrongState when it arrived already; a link that was there stays where none is given.
    """
    row = _locked(Contribution, contribution, version=version, by=by)
    if row.arrived:
        raise WrongState(_("It is recorded already that this arrived. Correct that record in place of a second one."))
    if not arrived.strip() or arrived_on is None:
        missing = {} if arrived.strip() else {"arrived": _("Say what arrived.")}
        raise ValidationError(missing | ({} if arrived_on else {"arrived_on": _("Say on which day it arrived.")}))
    before = snapshot(row)
    fields = {"arrived": arrived.strip(), "arrived_on": arrived_on}
    fields |= {name: value for name, value in (("meeting", meeting), ("commitment", commitment)) if value is not None}
    _write(row, fields, check=lambda: _check_links(row, by=by))
    tell_arrived(row)
    record("contribution.arrive", row, by=by, before=before)
    return row


@action
def change_contribution(contribution, *, version, reason, by, **fields):
    """Correct a contribution; its initiative stays. Stale when somebody saved since `version`."""
    row = _locked(Contribution, contribution, version=version, by=by)
    need_reason(reason)
    before = snapshot(row)
    # A link that the actor may not see is none of theirs to take away.
    for name in ("meeting", "commitment"):
        if fields.get(name) is None and not _is_seen(getattr(row, name), by):
            fields.pop(name, None)
    _write(row, fields, check=lambda: _check_links(row, by=by, but=before))
    tell_arrived(row)
    record("contribution.change", row, by=by, before=before, reason=reason)
    return row


@action
def set_themes(meeting, *, themes, by):
    """With which themes of the umbrella a meeting dealt. Returns them, in their order."""
    row = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    authorise(by, Permission.KEEP_INITIATIVES, row)
    if row.state == Meeting.State.ANNULLED:
        raise WrongState(_("This meeting is annulled: it dealt with nothing."))
    if row.state in UNDECIDED:
        raise WrongState(_("This meeting is not approved: it has no themes yet."))
    stored = {each.theme: each for each in MeetingTheme.objects.filter(meeting=row)}
    asked = [theme for theme in Theme.values if theme in set(themes)]
    if set(asked) == set(stored):
        return asked
    for theme, each in stored.items():
        if theme not in asked:
            each.delete()
    for theme in asked:
        if theme not in stored:
            MeetingTheme.objects.create(meeting=row, theme=theme)
    record("meeting.themes", row, by=by, before=snapshot(row), extra={"themes": [sorted(stored), sorted(asked)]})
    return asked


@action
def import_themes(meeting, *, themes, by):
    """Known history: with which themes a meeting dealt that has none yet."""
    authorise(by, Permission.IMPORT_FACT)
    MeetingTheme.objects.bulk_create(MeetingTheme(meeting=meeting, theme=theme) for theme in themes)
    record("meeting.themes", meeting, by=by, before=snapshot(meeting), extra={"themes": [[], sorted(themes)]})


def _locked(model, obj, *, version, by):
    """The row under its lock, once `by` may keep it; Stale when it is another version."""
    row = model.objects.select_for_update(no_key=True, of=("self",)).get(pk=obj.pk)
    authorise(by, Permission.KEEP_INITIATIVES, row)
    same_version(row, version)
    return row


def _write(row, fields, *, check=None):
    for name, value in fields.items():
        setattr(row, name, value)
    if check is not None:
        check()
    row.version += 1
    row.full_clean()
    row.save()


def _set_circle(row, *, members, cbms):
    """Set who takes part and which CBMs it feeds, where given; what changed, as the audit has it."""
    changes = {}
    for name, asked in (("members", members), ("cbms", cbms)):
        if asked is None:
            continue
        relation = getattr(row, name)
        stored = sorted(relation.values_list("code", flat=True))
        codes = sorted(each.code for each in asked)
        if codes != stored:
            relation.set(asked)
            changes[name] = [stored, codes]
    return changes or None


def _check_links(row, *, by, but=None):
    """ValidationError unless meeting and commitment are such as `by` may see; `but`: those that stood there before."""
    for name, sentence in (
        ("meeting", _("Choose a meeting that you can see.")),
        ("commitment", _("Choose a commitment that you can see.")),
    ):
        linked = getattr(row, name)
        if linked is None or (but is not None and but[f"{name}_id"] == linked.pk):
            continue
        if not _is_seen(linked, by):
            raise ValidationError({name: sentence})
    if row.meeting is not None and row.meeting.state == Meeting.State.ANNULLED:
        raise ValidationError({"meeting": _("This meeting is annulled. Choose another one.")})


def _is_seen(linked, by):
    if linked is None:
        return True
    model = Commitment if isinstance(linked, Commitment) else Meeting
    return by.is_system or model.objects.visible_to(by).filter(pk=linked.pk).exists()
