"""The brief on one state or organization: its roles, where it came, what it undertook, what is open with us."""

from django.utils.translation import gettext as _

from cbms.circle import called
from cbms.models import Cbm, RoleAssignment, TechnicalContact
from conferences.brief import reading
from conferences.brief.content import Brief, Section, day, number, of
from conferences.brief.shared import SHOWN, actions_section, commitments_section, meetings_section
from conferences.brief.span import span
from conferences.models import Commitment, CommitmentOwner
from hoaip.language import localized
from hoaip.models import Membership, Process
from meetings.models import HAPPENED, Attendance, Interest, Meeting
from meetings.names import with_pairs


def country_brief(stakeholder, user, *, as_of, since=None):
    """The Brief on a state or organization as of a day, as far as `user` may know.."""
    process = Process.objects.order_by("launched_on", "pk").first()
    first, since_words = span(process, as_of=as_of, since=since)
    return Brief(
        title=_("%(who)s: brief") % {"who": localized(stakeholder, "name")[0]},
        name=f"brief-{stakeholder.slug}-{as_of.isoformat()}",
        as_of=as_of,
        since=first,
        since_words=since_words,
        sections=[
            belongs(stakeholder, as_of),
            roles(stakeholder, as_of),
            attendance(stakeholder, process, first, as_of),
            meetings_section(
                _("Last contacts"),
                last_contacts(stakeholder, user, as_of),
                _("It is not known to have come to a meeting up to this day."),
            ),
            commitments_section(
                _("Its commitments"),
                reading.made_by(user, as_of)
                .filter(pk__in=CommitmentOwner.objects.filter(stakeholder=stakeholder).values("commitment"))
                .exclude(state=Commitment.State.WITHDRAWN)
                .prefetch_related("owners")
                .order_by("due_on", "number")[:SHOWN],
                as_of,
                _("No commitment is registered in its name."),
            ),
            actions_section(
                _("Its open actions"),
                reading.taken_by(user, as_of)
                .filter(owner=stakeholder, state__in=("open", "in_progress", "done_claimed"))
                .select_related("owner")
                .order_by("due_on", "pk")[:SHOWN],
                as_of,
                _("No action of it is open."),
            ),
            with_us(stakeholder, user),
            contacts(stakeholder, user, as_of),
        ],
    )


def belongs(stakeholder, last):
    """Its place in each process on the day."""
    rows = Membership.objects.as_of(last).filter(stakeholder=stakeholder).select_related("process").order_by("pk")
    return Section(
        _("Its place"),
        facts=tuple(
            (
                row.process.short_name,
                _("%(category)s, since %(day)s") % {"category": row.get_category_display(), "day": day(row.from_on)}
                + (f" ({_('sources disagree')})" if row.is_disputed else ""),
            )
            for row in rows
        ),
        nothing=_("It belongs to no process on this day."),
    )


def roles(stakeholder, last):
    """Its role in each CBM on the day, since when and by what decision."""
    rows = (
        RoleAssignment.objects.as_of(last)
        .filter(stakeholder=stakeholder)
        .select_related("cbm")
        .order_by("cbm__position", "pk")
    )
    return Section(
        _("Its roles"),
        heads=(_("CBM"), _("Role"), _("Since"), _("By what decision")),
        rows=tuple(
            (
                localized(row.cbm, "name")[0],
                str(row.get_role_display()),
                _("not known") if row.from_basis == "unknown" else day(row.from_on),
                row.basis or "–",
            )
            for row in rows
        ),
        nothing=_("It has no role in a CBM on this day."),
    )


def attendance(stakeholder, process, first, last):
    """To how many RTGMs of each CBM it came: since the first day, and since the CBM was founded."""
    cbms = list(Cbm.objects.filter(process=process).order_by("position"))
    start = process.launched_on
    counted, counted_ever = (reading.counted_by_cbm(process, begin, last) for begin in (first, start))
    came = reading.came(process, first, last, stakeholder=stakeholder)
    came_ever = reading.came(process, start, last, stakeholder=stakeholder)
    rows = [
        (
            localized(cbm, "name")[0],
            of(came.get((stakeholder.pk, cbm.pk), 0), counted.get(cbm.pk, 0)),
            of(came_ever.get((stakeholder.pk, cbm.pk), 0), counted_ever[cbm.pk]),
        )
        for cbm in cbms
        if counted_ever.get(cbm.pk)
    ]
    return Section(
        _("Where it came"),
        heads=(_("CBM"), _("RTGMs since"), _("Since the beginning")),
        rows=tuple(rows),
        nothing=_("Of no RTGM up to this day it is known who came."),
        note=_("Came / held, of the meetings of which it is known who came."),
    )


def last_contacts(stakeholder, user, last):
    """The latest meetings to which it came, newest first."""
    came = Attendance.objects.filter(stakeholder=stakeholder, answer__in=Attendance.CAME)
    seen = Meeting.objects.visible_to(user).filter(pk__in=came.values("meeting"), state__in=HAPPENED)
    return with_pairs(seen.filter(starts_on__lte=last)).select_related("host").order_by("-starts_on", "-pk")[:5]


def with_us(stakeholder, user):
    """What waits between it and the ministry today: commitments it has not answered, roles it asked for."""
    unanswered = CommitmentOwner.objects.visible_to(user).filter(
        stakeholder=stakeholder, answer="", commitment__state="registered"
    )
    settled = CommitmentOwner.objects.visible_to(user).filter(
        stakeholder=stakeholder, answer__in=("corrected", "disputed"), resolved_at=None
    )
    asked = Interest.objects.visible_to(user).filter(stakeholder=stakeholder, state__in=("proposed", "brought"))
    return Section(
        _("Open with us today"),
        facts=(
            (_("Commitments it has not answered"), number(unanswered.count())),
            (_("Its answers that wait for the ministry"), number(settled.count())),
            (_("Roles it asked for"), number(asked.count())),
        ),
    )


def contacts(stakeholder, user, last):
    """Its technical focal points and when each was last confirmed."""
    rows = (
        TechnicalContact.objects.visible_to(user)
        .as_of(last)
        .filter(stakeholder=stakeholder)
        .select_related("cbm", "person")
        .order_by("cbm__position", "pk")
    )
    return Section(
        _("Technical focal points"),
        heads=(_("CBM"), _("Person"), _("Last confirmed")),
        rows=tuple(
            (
                localized(row.cbm, "name")[0],
                str(row.person),
                day(row.last_confirmed_on) if row.last_confirmed_on else _("never"),
            )
            for row in rows
        ),
        nothing=_("No technical focal point of %(who)s is known.") % {"who": called(stakeholder)},
    )
