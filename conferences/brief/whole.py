"""The brief on a whole process: each CBM, each state, and what happened since the last conference."""

from django.utils.translation import gettext as _

from cbms.circle import called, party_key
from cbms.models import Cbm, Plan
from conferences.brief import reading
from conferences.brief.content import Brief, Section, day, number, of
from conferences.brief.shared import (
    SHOWN,
    actions_section,
    commitments_section,
    meetings_section,
    plan_words,
    when,
)
from conferences.brief.span import span
from conferences.models import CLOSED_COMMITMENTS, Declaration
from hoaip.calendar import year_of, year_range
from hoaip.language import localized, page_language
from hoaip.models import Membership
from hoaip.register.filters import CATEGORIES
from meetings.compliance import review, watch_rule
from meetings.gauge import tally_words


def process_brief(process, user, *, as_of, since=None):
    """The Brief on a process as of a day, as far as `user` may know.."""
    first, since_words = span(process, as_of=as_of, since=since)
    roles = reading.roles_on(as_of, process)
    return Brief(
        title=_("%(process)s: brief") % {"process": process.short_name},
        name=f"brief-{process.slug}-{as_of.isoformat()}",
        as_of=as_of,
        since=first,
        since_words=since_words,
        sections=[
            by_cbm(process, user, first, as_of),
            by_state(process, user, roles, first, as_of),
            meetings_section(
                _("Meetings"),
                reading.held_between(user, process, first, as_of).select_related("host"),
                _("No meeting was held in this time, as far as the register knows."),
            ),
            declared(process, user, first, as_of),
            commitments_section(
                _("Open commitments"),
                reading.made_by(user, as_of)
                .filter(process=process)
                .exclude(state__in=CLOSED_COMMITMENTS)
                .prefetch_related("owners")
                .order_by("due_on", "number")[:SHOWN],
                as_of,
                _("No open commitment is registered."),
            ),
            actions_section(
                _("Actions whose day has passed"),
                reading.taken_by(user, as_of)
                .filter(process=process)
                .overdue(as_of)
                .select_related("owner")
                .order_by("due_on", "pk")[:SHOWN],
                as_of,
                _("No day of an open action has passed."),
            ),
        ],
    )


def by_cbm(process, user, first, last):
    """Per CBM: meetings since and of the year against the target, the next one, its plan, its actions."""
    cbms = list(Cbm.objects.filter(process=process).order_by("position"))
    rule = watch_rule()
    year = year_range(year_of(last, rule.calendar))
    reviewed = {row.cbm_id: row for row in review(year, as_of=last, terms=rule.terms)}
    held, coming = reading.held_by_cbm(process, first, last), reading.coming(user, process, last)
    plans = {}
    for plan in Plan.objects.visible_to(user).filter(cbm__process=process).order_by("-number"):
        plans.setdefault(plan.cbm_id, []).append(plan)
    actions = reading.actions_by(user, process, last, "cbm")
    rows = []
    for cbm in cbms:
        done = actions.get(cbm.pk, {})
        rows.append(
            (
                localized(cbm, "name")[0],
                number(held.get(cbm.pk, 0)),
                tally_words(reviewed[cbm.pk]),
                when(coming[cbm.pk]) if cbm.pk in coming else "–",
                plan_words(plans.get(cbm.pk, ()), last),
                actions_words(done),
            )
        )
    heads = (_("CBM"), _("RTGMs since"), _("This year"), _("Next"), _("Plan"), _("Actions"))
    return Section(_("By CBM"), heads=heads, rows=tuple(rows), nothing=_("This process has no CBMs."))


def actions_words(counts):
    """ "2 open, 1 past its day, 3 done"; a dash for none."""
    if not any(counts.values() if counts else ()):
        return "–"
    words = {name: number(counts.get(name, 0)) for name in ("open", "overdue", "done")}
    return _("%(open)s open, %(overdue)s past the day, %(done)s done") % words


def by_state(process, user, roles, first, last):
    """Per member: its roles, to how many RTGMs of its CBMs it came, its commitments, what of its actions is open."""
    language = page_language()
    letters, attended = reading.letters_by_stakeholder(roles), reading.came(process, first, last)
    counted = reading.counted_by_cbm(process, first, last)
    commitments = reading.commitments_by_owner(user, process, last)
    actions = reading.actions_by(user, process, last, "owner")
    cbms_of = {}
    for role in roles:
        cbms_of.setdefault(role.stakeholder_id, set()).add(role.cbm_id)
    order = {value: place for place, (value, _title) in enumerate(CATEGORIES)}
    members = sorted(
        Membership.objects.filter(process=process).as_of(last).select_related("stakeholder"),
        key=lambda row: (order[row.category], party_key(row.stakeholder, language)),
    )
    rows = []
    for member in members:
        who = member.stakeholder_id
        asked = sum(counted.get(cbm, 0) for cbm in cbms_of.get(who, ()))
        times = sum(attended.get((who, cbm), 0) for cbm in cbms_of.get(who, ()))
        made = commitments.get(who, {})
        rows.append(
            (
                called(member.stakeholder, language),
                ", ".join(letters.get(member.stakeholder, ())) or "–",
                of(times, asked) if asked else "–",
                _("%(open)s open, %(closed)s closed") % {name: number(made[name]) for name in ("open", "closed")}
                if made
                else "–",
                actions_words(actions.get(who, {})),
            )
        )
    heads = (_("State or organization"), _("Roles"), _("Came to RTGMs"), _("Commitments"), _("Actions"))
    return Section(
        _("By state and organization"),
        heads=heads,
        rows=tuple(rows),
        nothing=_("It has no list of members on this day."),
        note=_(
            "L lead, C co-lead, P participating, S supporting. Came: of the RTGMs of its own CBMs in this time, "
            "where it is known who came."
        ),
    )


def declared(process, user, first, last):
    """What was declared from the first day to the last."""
    rows = (
        Declaration.objects.visible_to(user)
        .filter(process=process, agreed_on__gte=first, agreed_on__lte=last)
        .order_by("agreed_on", "pk")
    )
    return Section(
        _("What was declared"),
        heads=(_("Day"), _("Kind"), _("Title")),
        rows=tuple((day(row.agreed_on), str(row.get_kind_display()), localized(row, "title")[0]) for row in rows),
        nothing=_("Nothing was declared in this time, as far as the register knows."),
    )
