"""Sections that more than one brief has: meetings, plans, commitments, actions."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cbms.circle import called
from cbms.models import UNDER_WAY
from cbms.plans.words import state_words
from conferences.brief.content import Section, day, number
from hoaip.calendar import period_text
from hoaip.language import localized, page_language
from meetings.calendar.cities import city_name
from meetings.names import headline

# No brief is longer than somebody reads on the way: what is left out is counted.
SHOWN = 40


def when(meeting):
    """The days of a meeting in words; a period where no day is fixed."""
    return period_text(meeting.starts_on, meeting.ends_on, meeting.date_precision, page_language(), fixed=True)


def meetings_section(title, meetings, nothing, *, came=None):
    """A table of meetings: when, which, where, and how many came where that is known."""
    shown, more = list(meetings[: SHOWN + 1]), ""
    if len(shown) > SHOWN:
        shown = shown[:SHOWN]
        more = _("The newest %(count)s; the list of meetings has all of them.") % {"count": number(SHOWN)}
    rows = tuple(
        (
            when(meeting),
            headline(meeting),
            called(meeting.host) if meeting.host_id else city_name(meeting.city) or "–",
            *((came_words(came, meeting),) if came is not None else ()),
        )
        for meeting in shown
    )
    heads = (_("When"), _("Meeting"), _("Host"), *((_("Came"),) if came is not None else ()))
    return Section(title, heads=heads, rows=rows, nothing=nothing, note=more)


def came_words(came, meeting):
    count = came.get(meeting.pk)
    if not count:
        return _("not known")
    return ngettext("%(count)s state or organization", "%(count)s states and organizations", count) % {
        "count": number(count)
    }


def plan_words(plans, on):
    """How it stands with the plan of a CBM on a day: in force since, being prepared, or none."""
    in_force = next((plan for plan in plans if plan.adopted_on and plan.adopted_on <= on and not over(plan, on)), None)
    if in_force is not None:
        words = _("in force since %(day)s") % {"day": day(in_force.adopted_on)}
        return f"{words} ({_('sources disagree')})" if in_force.is_disputed else words
    under_way = next((plan for plan in plans if plan.state in UNDER_WAY), None)
    if under_way is not None:
        return str(state_words(under_way.state, internal=True))
    return _("none")


def over(plan, on):
    return plan.superseded_on is not None and plan.superseded_on <= on


def due_words(row):
    """When a commitment or an action is due, in words."""
    if row.due_on is None:
        return _("ongoing")
    precision = "month" if row.due_precision == "month" else "day"
    first = row.due_on.replace(day=1) if precision == "month" else row.due_on
    return period_text(first, row.due_on, precision, page_language(), fixed=True)


def commitments_section(title, commitments, on, nothing):
    """A table of commitments with their owners, their due day and how it stands with them."""
    rows = tuple(
        (
            number(row.number),
            localized(row, "title")[0],
            owners_words(row),
            due_words(row),
            standing_words(row, on),
        )
        for row in commitments
    )
    return Section(
        title, heads=(_("No."), _("Commitment"), _("Of whom"), _("Due"), _("State")), rows=rows, nothing=nothing
    )


def owners_words(commitment):
    """Of whom it is: by name, together, or nobody yet."""
    names = [called(owner) for owner in commitment.owners.all()]
    together = [str(commitment.get_collective_display())] if commitment.collective else []
    return _(", ").join([*names, *together]) or _("nobody yet")


def actions_section(title, actions, on, nothing):
    """A table of actions with who does them, their due day and how it stands with them."""
    rows = tuple((row.title, called(row.owner), due_words(row), standing_words(row, on)) for row in actions)
    return Section(title, heads=(_("Action"), _("Who"), _("Due"), _("State")), rows=rows, nothing=nothing)


def standing_words(row, on):
    """Its state, and that its day has passed."""
    words = str(row.get_state_display())
    return _("%(state)s, day passed") % {"state": words} if row.is_overdue(on) else words
