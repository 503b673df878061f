"""The brief on one CBM: who carries it, its meetings, its plan, its actions and commitments, whom to call."""

from django.utils.translation import gettext as _

from cbms.circle import called, circles
from cbms.models import FocalInstitution, FocalPoint, Plan
from conferences.brief import reading
from conferences.brief.content import Brief, Section, day, number
from conferences.brief.shared import SHOWN, actions_section, commitments_section, meetings_section, plan_words, when
from conferences.brief.span import span
from conferences.models import CLOSED_COMMITMENTS, OPEN_ACTIONS
from hoaip.calendar import digits, year_of, year_range
from hoaip.language import apart, localized, page_language
from meetings.compliance import review, watch_rule
from meetings.gauge import tally_words
from meetings.models import Attendance, RegisterNote

# How many RTGMs back a brief looks for who stayed away.
LAST_MEETINGS = 3


def cbm_brief(cbm, user, *, as_of, since=None):
    """The Brief on a CBM as of a day, as far as `user` may know.."""
    first, since_words = span(cbm.process, as_of=as_of, since=since)
    roles = [role for role in reading.roles_on(as_of, cbm.process) if role.cbm_id == cbm.pk]
    held = reading.held_between(user, cbm.process, cbm.founded_on, as_of)
    meetings = list(held.filter(pairs__cbm=cbm).select_related("host")[: SHOWN + 1])
    came = reading.how_many_came(meetings)
    return Brief(
        title=_("%(cbm)s: brief") % {"cbm": localized(cbm, "name")[0]},
        name=f"brief-{cbm.code}-{as_of.isoformat()}",
        as_of=as_of,
        since=first,
        since_words=since_words,
        sections=[
            standing(cbm, user, first, as_of),
            around(roles),
            meetings_section(
                _("Meetings since the CBM was founded"),
                meetings,
                _("No meeting of it is known up to this day."),
                came=came,
            ),
            away(roles, meetings, came),
            plans(cbm, user, as_of),
            notes(cbm),
            actions_section(
                _("Open actions"),
                reading.taken_by(user, as_of)
                .filter(cbm=cbm, state__in=OPEN_ACTIONS)
                .select_related("owner")
                .order_by("due_on", "pk")[:SHOWN],
                as_of,
                _("No action of it is open."),
            ),
            commitments_section(
                _("Open commitments"),
                reading.made_by(user, as_of)
                .filter(cbms=cbm)
                .exclude(state__in=CLOSED_COMMITMENTS)
                .prefetch_related("owners")
                .order_by("due_on", "number")[:SHOWN],
                as_of,
                _("No open commitment is registered."),
            ),
        ],
    )


def standing(cbm, user, first, last):
    """The year against the target, what was held since, what comes next, the plan, and who looks after it."""
    rule = watch_rule()
    year = year_range(year_of(last, rule.calendar))
    row = next(iter(review(year, as_of=last, terms=rule.terms, cbms=[cbm.pk])))
    coming = reading.coming(user, cbm.process, last).get(cbm.pk)
    rows = list(Plan.objects.visible_to(user).filter(cbm=cbm).order_by("-number"))
    people = FocalPoint.objects.as_of(last).filter(cbm=cbm).select_related("user").order_by("-kind", "pk")
    institutions = FocalInstitution.objects.as_of(last).filter(cbm=cbm).order_by("pk")
    held = reading.held_by_cbm(cbm.process, first, last).get(cbm.pk, 0)
    language = page_language()
    return Section(
        _("As it stands"),
        facts=(
            (_("RTGMs in %(year)s") % {"year": digits(year.year, language)}, tally_words(row)),
            (_("RTGMs since"), number(held)),
            (_("Next meeting"), when(coming) if coming else _("none planned")),
            (_("Invitation at the latest"), day(row.latest_invitation_on)),
            (_("Implementation Plan"), plan_words(rows, last)),
            (
                _("Focal point"),
                _(", ").join(f"{apart(each.user.full_name)} ({each.get_kind_display()})" for each in people)
                or _("not known"),
            ),
            (
                _("National focal institution"),
                _(", ").join(localized(each, "name")[0] for each in institutions) or _("not known"),
            ),
        ),
    )


def around(roles):
    """Who stands in which role on the day."""
    language = page_language()
    return Section(
        _("Roles on this day"),
        facts=tuple(
            (str(circle.title), _(", ").join(called(role.stakeholder, language) for role in circle.roles))
            for circle in circles(roles, language)
        ),
        nothing=_("No role is known on this day."),
    )


def away(roles, meetings, came):
    """States with a role that came to none of the last RTGMs: whom to call."""
    last = [meeting for meeting in meetings if meeting.type == "rtgm" and came.get(meeting.pk)][:LAST_MEETINGS]
    title = _("Did not come to the last RTGMs")
    if len(last) < LAST_MEETINGS:
        return Section(title, nothing=_("Fewer than three RTGMs with known attendance: nothing to compare."))
    seen = set(
        Attendance.objects.filter(meeting__in=last, answer__in=Attendance.CAME).values_list("stakeholder", flat=True)
    )
    language = page_language()
    missing = [called(role.stakeholder, language) for role in roles if role.stakeholder_id not in seen]
    if not missing:
        return Section(title, nothing=_("Everybody with a role came to one of the last three."))
    return Section(title, facts=((_("None of the last three"), _(", ").join(missing)),))


def plans(cbm, user, last):
    """What bodies decided about its plans up to the day."""
    rows = [
        (day(event.on), localized(plan, "title")[0], str(event.get_kind_display()), event.get_body_display())
        for plan in Plan.objects.visible_to(user).filter(cbm=cbm).prefetch_related("events").order_by("number")
        for event in sorted(plan.events.all(), key=lambda each: (each.on, each.pk))
        if event.on <= last
    ]
    return Section(
        _("What bodies decided about its plan"),
        heads=(_("Day"), _("Plan"), _("What"), _("Body")),
        rows=tuple(rows),
        nothing=_("No decision about a plan is known up to this day."),
    )


def notes(cbm):
    """What is known of its meetings without a year, with where it is known from."""
    rows = RegisterNote.objects.filter(cbm=cbm).order_by("pk")
    return Section(
        _("Known without a year"),
        facts=tuple((number(place), row.text) for place, row in enumerate(rows, 1)),
        nothing=_("Nothing."),
    )
