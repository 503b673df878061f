"""Meetings on other pages: next, latest and all of a CBM, the public's next ones, what a role was decided by."""

from uuid import UUID

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from hoaip.calendar import period_text
from hoaip.decorators import reader
from hoaip.grants import can, holdings
from hoaip.language import page_language
from hoaip.permissions import Permission, Role
from hoaip.reader import calendar_of_reader
from hoaip.shared import facts
from hoaip.templatetags.ui import request_of
from meetings.cities import city_name
from meetings.models import AHEAD, HAPPENED, Meeting, MeetingCbm, RegisterNote, RoleDecision
from meetings.names import SHOWN, headline, pairs_of, with_pairs

register = template.Library()


@register.simple_tag
def meeting_step_url(meeting, name):
    """The address of a step's page."""
    return reverse(f"meetings:meeting_{name}", kwargs={"uid": meeting.uid})


@register.simple_tag(takes_context=True)
def meeting_table(context, meetings, cbm=None):
    """{% meeting_table meetings %}: the table of a list, written straight: a template's loop was most of its time.

    Meetings come `with_pairs`, or with `pairs__cbm` prefetched; `cbm` leaves out what the page says already.
    """
    language, calendar = page_language(), calendar_of_reader(request_of(context))
    states = {value: str(label) for value, label in Meeting.State.choices}
    # One address is resolved, the others differ by their uid alone.
    before, after = reverse("meetings:meeting_detail", kwargs={"uid": UUID(int=0)}).split(str(UUID(int=0)))
    rows = []
    for meeting in meetings:
        pairs = pairs_of(meeting)
        when = period_text(
            meeting.starts_on,
            meeting.ends_on,
            meeting.date_precision,
            language,
            calendar=calendar,
            fixed=meeting.state in HAPPENED,
        )
        rows.append(
            (
                f"{before}{meeting.uid}{after}",
                headline(meeting, cbm=cbm, pairs=pairs),
                ", ".join(pair.cbm.short for pair in pairs),
                when,
                city_name(meeting.city),
                states[meeting.state],
            )
        )
    with_codes = cbm is None and any(codes for _address, _title, codes, *_rest in rows)
    heads = [_("Meeting"), *([_("CBM")] if with_codes else []), _("When"), _("Where"), _("State")]
    codes = "<td><bdi>{2}</bdi></td>" if with_codes else ""
    body = format_html_join(
        "",
        f'<tr><th scope="row"><a href="{{0}}">{{1}}</a></th>{codes}'
        "<td>{3}</td><td><bdi>{4}</bdi></td><td>{5}</td></tr>",
        rows,
    )
    return format_html(
        '<div class="region" role="region" tabindex="0" aria-label="{}"><table class="table"><thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody></table></div>",
        _("Meetings"),
        format_html_join("", '<th scope="col">{}</th>', ((head,) for head in heads)),
        body,
    )


def _seen(context):
    return with_pairs(Meeting.objects.visible_to(reader(request_of(context))))


@register.inclusion_tag("meetings/_next_meeting.html", takes_context=True)
def next_meeting_of(context, cbm, as_of=None):
    """The next meeting of a CBM that this reader may know of, from a day on, or an honest empty place."""
    day = as_of or request_of(context).today
    found = _seen(context).of_cbm(cbm).ahead(day).order_by("starts_on", "pk").first()
    return {
        "request": request_of(context),
        "meeting": found,
        "title": headline(found, cbm=cbm) if found else "",
        "cbm": cbm,
        "may_plan": can(reader(request_of(context)), Permission.PLAN_MEETING, cbm),
    }


@register.inclusion_tag("meetings/_latest_meeting.html", takes_context=True)
def latest_meeting_of(context, cbm, as_of=None):
    """The latest meeting of a CBM held up to a day."""
    day = as_of or request_of(context).today
    rows = _seen(context).of_cbm(cbm).held().filter(starts_on__lte=day)
    found = rows.order_by("-starts_on", "-pk").first()
    return {
        "request": request_of(context),
        "meeting": found,
        "title": headline(found, cbm=cbm) if found else "",
    }


@register.inclusion_tag("meetings/_meetings_of.html", takes_context=True)
def meetings_of(context, cbm, limit=12):
    """The meetings of a CBM, newest first, and what is known of others without a year."""
    rows = _seen(context).only(*SHOWN).of_cbm(cbm).exclude(state="annulled").order_by("-starts_on", "-pk")
    rows = list(rows[: limit + 1])
    return {
        "request": request_of(context),
        "cbm": cbm,
        "meetings": rows[:limit],
        "more": len(rows) > limit,
        "notes": list(RegisterNote.objects.filter(cbm=cbm).order_by("pk")),
    }


@register.inclusion_tag("meetings/_next_meetings.html", takes_context=True)
def next_meetings(context, limit=5):
    """The next meetings of all CBMs that this reader may know of."""
    day = request_of(context).today
    rows = list(_seen(context).only(*SHOWN).ahead(day).order_by("starts_on", "pk")[:limit])
    return {"request": request_of(context), "rows": [(meeting, headline(meeting)) for meeting in rows]}


@register.inclusion_tag("meetings/_decisions_of.html", takes_context=True)
def decisions_of(context, role):
    """The meetings that decided a role, for its line on the CBM page."""
    rows = RoleDecision.objects.filter(role=role, meeting__in=_seen(context)).select_related("meeting")
    return {"request": request_of(context), "rows": [(row, headline(row.meeting)) for row in rows]}


@register.inclusion_tag("meetings/_attention.html", takes_context=True)
def attention_of_meetings(context):
    """What this person can act on: meetings whose day is over, held ones without a circulated record."""
    request = request_of(context)
    user, day = reader(request), request.today
    held = holdings(user)
    cbms = held.ids("cbms.cbm", {Role.FOCAL_POINT})
    processes = held.ids("hoaip.process", {Role.REVIEWER})
    if not cbms and not processes:
        return {"request": request, "rows": []}
    rows = _seen(context).only(*SHOWN)
    if cbms:
        rows = rows.filter(pk__in=MeetingCbm.objects.filter(cbm__in=cbms).values("meeting"))
    else:
        rows = rows.filter(process__in=processes)
    over = rows.filter(state__in=AHEAD, ends_on__lt=day).order_by("ends_on", "pk")[:10]
    unreported = rows.filter(state="held", is_imported=False, type="rtgm").order_by("starts_on", "pk")[:10]
    asked = [(meeting, headline(meeting), _("Was it held?"), _("Complete it")) for meeting in over]
    asked += [
        (meeting, headline(meeting), _("Its record is not circulated."), _("Write the record"))
        for meeting in unreported
    ]
    return {"request": request, "rows": asked}


@register.simple_tag(takes_context=True)
def meeting_filters(context, filters):
    """{% meeting_filters filter %}: the form that narrows the list. With nothing asked for it is the same for all."""

    def written():
        return render_to_string(
            "components/filters.html", {"form": filters.form, "active": filter_words(filters.form)}, request=request
        )

    request = request_of(context)
    return written() if filters.is_bound else facts.get(request, "meeting filters", written)


def filter_words(form):
    """[(key, value, words)] of the filters in force, for the pills above a list."""
    if not form.is_bound or not form.is_valid():
        return []
    found = []
    for name, value in form.cleaned_data.items():
        if not value:
            continue
        label = form.fields[name].label
        if name == "cbm":
            found += [(name, code, code.upper()) for code in value]
        elif name == "year":
            found.append((name, form.data.get(name), f"{label} {value.year}"))
        else:
            found.append((name, value, dict(form.fields[name].choices).get(value, value)))
    return found
