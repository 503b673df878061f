"""What a focal point leaves behind: everything of a CBM that is open, by its frame, as items of a handover.

No text of a draft, of a comment or of a record is among it: the administrator reads the pack too.
"""

from datetime import date

from django.urls import reverse
from django.utils import translation

from cbms.models import UNDER_WAY, Consultation, Flag, Plan, PlanComment, ReviewTask, TechnicalContact
from conferences.addresses import action_address
from conferences.models import OPEN_ACTIONS, Action, HandoverItem
from hoaip.calendar import digits
from hoaip.language import localized
from meetings.models import HAPPENED, Meeting
from meetings.names import headline

Kind = HandoverItem.Kind
TONGUES = {"title_en": "en", "title_fa": "fa-af", "title_ps": "ps"}
RECORDS = 3
# Where the words of a stored state stand.
STATES = {
    Kind.FLAG: Flag.Level,
    Kind.PLAN: Plan.State,
    Kind.REVIEW: Plan.State,
    Kind.COMMENT: PlanComment.State,
    Kind.CONSULTATION: Consultation.State,
    Kind.ACTION: Action.State,
    Kind.RECORD: Meeting.State,
    Kind.MEETING: Meeting.State,
}


def pack_of(cbm, *, today, effective_on):
    """HandoverItems of a CBM, numbered, unsaved: as it stands now, with the meetings of the year of that day.

    Nine queries, however much there is.
    """
    with translation.override("en"):
        items = [
            *_flags(cbm),
            *_plans(cbm),
            *_reviews(cbm),
            *_comments(cbm),
            *_consultations(cbm),
            *_actions(cbm),
            *_records(cbm),
            *_meetings(cbm, today=today, until=date(effective_on.year, 12, 31)),
            *_contacts(cbm, day=today),
        ]
    for number, item in enumerate(items, 1):
        item.number = number
    return items


def state_words(item):
    """The state of an item in the words of the page's language; "" where it has none."""
    states = STATES.get(item.kind)
    return dict(states.choices).get(item.state, "") if states else ""


def _item(kind, titles, address, *, day=None, state=""):
    titles = {name: text[:300] for name, text in titles.items()}
    return HandoverItem(kind=kind, address=address, day=day, state=state, **titles)


def _titles(row, name="title"):
    return {f"title_{tongue}": getattr(row, f"{name}_{tongue}") for tongue in ("en", "fa", "ps")}


def _flags(cbm):
    rows = Flag.objects.filter(cbm=cbm, state=Flag.State.OPEN).order_by("year", "pk")
    for row in rows:
        address = reverse("meetings:flag_detail", kwargs={"uid": row.uid})
        titles = {name: digits(row.year, tongue) for name, tongue in TONGUES.items()}
        yield _item(Kind.FLAG, titles, address, day=row.opened_on, state=row.level)


def _plans(cbm):
    rows = Plan.objects.filter(cbm=cbm, state__in=UNDER_WAY).order_by("pk")
    for row in rows:
        yield _item(Kind.PLAN, _titles(row), reverse("plans:plan_detail", kwargs={"uid": row.uid}), state=row.state)


def _reviews(cbm):
    rows = ReviewTask.objects.filter(plan__cbm=cbm, ended_at__isnull=True).select_related("plan").order_by("pk")
    for row in rows:
        address = reverse("reviews:review_detail", kwargs={"uid": row.plan.uid})
        yield _item(Kind.REVIEW, _titles(row.plan), address, day=row.due_on, state=row.plan.state)


def _comments(cbm):
    rows = PlanComment.objects.filter(plan__cbm=cbm, plan__state__in=UNDER_WAY, parent=None, state="open")
    for row in rows.select_related("plan", "author").order_by("pk"):
        titles = {name: f"{row.author.full_name}: {text}" for name, text in _titles(row.plan).items() if text}
        address = reverse("reviews:review_detail", kwargs={"uid": row.plan.uid})
        yield _item(Kind.COMMENT, titles, address, day=row.created_at.date(), state=row.state)


def _consultations(cbm):
    rows = Consultation.objects.filter(plan__cbm=cbm, state=Consultation.State.OPEN).select_related("plan")
    for row in rows.order_by("pk"):
        address = reverse("consultations:consultation_detail", kwargs={"uid": row.uid})
        yield _item(Kind.CONSULTATION, _titles(row.plan), address, day=row.expires_at.date(), state=row.state)


def _actions(cbm):
    rows = Action.objects.filter(cbm=cbm, state__in=OPEN_ACTIONS).select_related("owner")
    for row in rows.order_by("due_on", "pk"):
        # Who does it is its frame; the words may be the ministry's alone.
        item = _item(Kind.ACTION, _titles(row.owner, "name"), action_address(row), day=row.due_on, state=row.state)
        item.about = row.uid
        yield item


def words_for(items, user):
    """{uid: title} of the actions among items that this reader may see. One query where there are any."""
    asked = [item.about for item in items if item.about is not None]
    return dict(Action.objects.visible_to(user).filter(uid__in=asked).values_list("uid", "title")) if asked else {}


def _records(cbm):
    rows = Meeting.objects.of_cbm(cbm).filter(state__in=HAPPENED).prefetch_related("pairs__cbm")
    return [_meeting(Kind.RECORD, row, cbm) for row in rows.order_by("-starts_on", "-pk")[:RECORDS]]


def _meetings(cbm, *, today, until):
    ahead = ("planned", "invited", "postponed")
    rows = Meeting.objects.of_cbm(cbm).filter(state__in=ahead, starts_on__gte=today, starts_on__lte=until)
    return [_meeting(Kind.MEETING, row, cbm) for row in rows.prefetch_related("pairs__cbm").order_by("starts_on", "pk")]


def _meeting(kind, row, cbm):
    titles = {}
    for name, tongue in TONGUES.items():
        with translation.override(tongue):
            titles[name] = headline(row, cbm=cbm)
    address = reverse("meetings:meeting_detail", kwargs={"uid": row.uid})
    return _item(kind, titles, address, day=row.starts_on, state=row.state)


def _contacts(cbm, *, day):
    rows = TechnicalContact.objects.filter(cbm=cbm).as_of(day).select_related("person", "stakeholder")
    for row in rows.order_by("stakeholder__name_en", "pk"):
        titles = {
            name: (", " if tongue == "en" else "، ").join(
                (row.person.called(tongue), localized(row.stakeholder, "name", tongue)[0])
            )
            for name, tongue in TONGUES.items()
        }
        address = reverse("persons:person_detail", kwargs={"uid": row.person.uid})
        yield _item(Kind.CONTACT, titles, address, day=row.last_confirmed_on)
