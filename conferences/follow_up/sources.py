"""What an action carries out, as a reader may know it; what is offered with it: CBMs, activities, documents."""

from uuid import UUID

from django.core.exceptions import BadRequest
from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from cbms.models import Cbm, Plan
from cbms.plans.content import activities_of
from cbms.plans.progress import text_of
from conferences.actions.follow_up import check_source
from conferences.addresses import commitment_address
from conferences.models import Commitment
from hoaip.action import refusal
from hoaip.calendar import whole
from hoaip.errors import Refused
from hoaip.grants import can
from hoaip.ladder import anchor_key
from hoaip.language import page_language
from hoaip.models import Document
from hoaip.permissions import Permission
from meetings.models import Meeting, MeetingDocument, Outcome
from meetings.names import headline, with_pairs
from meetings.reading import may_read_record

DOCUMENTS_OFFERED = 100


def source_of(request):
    """The commitment or outcome that a new action is for, out of the query: `commitment=` or `outcome=` and a uid.

    BadRequest without one, Http404 where the reader may not know of it, Refused where it keeps no actions there,
    WrongState where none can be added.
    """
    asked = {name: request.GET[name] for name in ("commitment", "outcome") if request.GET.get(name)}
    if len(asked) != 1:
        raise BadRequest(_("An action is added on the page of a commitment or of a meeting. Begin there."))
    ((name, text),) = asked.items()
    try:
        uid = UUID(text)
    except ValueError:
        raise BadRequest(_("That address is damaged. Begin on the page of the commitment or the meeting.")) from None
    source = (_commitment if name == "commitment" else _outcome)(uid, request.user)
    if source is None:
        raise Http404
    if not can(request.user, Permission.KEEP_ACTIONS, parent_of(source)):
        raise Refused(refusal(Permission.KEEP_ACTIONS))
    check_source(source)
    return source


def _commitment(uid, user):
    rows = Commitment.objects.visible_to(user).select_related("process")
    return rows.prefetch_related("cbms__process", "owners").filter(uid=uid).first()


def _outcome(uid, user):
    rows = Outcome.objects.filter(uid=uid, meeting__in=Meeting.objects.visible_to(user))
    found = rows.select_related("meeting__process").prefetch_related("meeting__pairs__cbm__process", "owners").first()
    return found if found is not None and may_read_record(user, found.meeting) else None


def parent_of(source):
    """What rights are asked about: the commitment itself, or the meeting of an outcome."""
    return source if isinstance(source, Commitment) else source.meeting


def cbms_for(source, user):
    """(the CBMs that a new action may stand in, whether it must) for this person."""
    parent = parent_of(source)
    own = [each for each in parent.permission_anchors() if each._meta.label_lower == "cbms.cbm"]
    offered = own or list(Cbm.objects.filter(process=parent.process).select_related("process").order_by("position"))
    return [each for each in offered if can(user, Permission.KEEP_ACTIONS, each)], not can(
        user, Permission.KEEP_ACTIONS, parent.process
    )


def activities_for(cbms, row=None):
    """[(plan, activity)] of the plans in force of these CBMs; with the one that `row` names, where that is an older."""
    plans = list(
        Plan.objects.filter(cbm__in=cbms, state=Plan.State.ADOPTED)
        .select_related("adopted_version", "cbm")
        .order_by("pk")
    )
    if row is not None and row.plan_id and row.plan_id not in {plan.pk for plan in plans}:
        plans.append(Plan.objects.select_related("adopted_version", "cbm").get(pk=row.plan_id))
    return [(plan, activity) for plan in plans for activity in activities_of(text_of(plan))]


def documents_for(row, user):
    """Documents of its CBM and of the meetings behind it that this person may know of, the newest first."""
    meetings = {outcome.meeting_id for outcome in (row.outcome, row.commitment and row.commitment.outcome) if outcome}
    if row.commitment and row.commitment.meeting_id:
        meetings.add(row.commitment.meeting_id)
    where = Q(pk__in=MeetingDocument.objects.filter(meeting__in=list(meetings)).values("document"))
    if row.cbm_id:
        where |= Q(anchors__contains=[anchor_key(row.cbm)])
    rows = Document.objects.visible_to(user).filter(where, deleted_at__isnull=True)
    return list(rows.order_by("-dated_on", "-pk")[:DOCUMENTS_OFFERED])


class Sources:
    """What actions carry out, in words, as far as this reader may know of it. Two statements for any number."""

    def __init__(self, rows, user):
        commitments = {row.commitment_id for row in rows if row.commitment_id}
        meetings = {row.outcome.meeting_id for row in rows if row.outcome_id}
        seen = Commitment.objects.visible_to(user).filter(pk__in=commitments) if commitments else ()
        self.commitments = {each.pk: each for each in seen}
        held = with_pairs(Meeting.objects.visible_to(user).filter(pk__in=meetings)) if meetings else ()
        self.meetings = {each.pk: each for each in held}

    def words(self, row):
        if commitment := self.commitments.get(row.commitment_id):
            return commitment_words(commitment)
        meeting = self.meetings.get(row.outcome.meeting_id) if row.outcome_id else None
        return headline(meeting) if meeting else ""

    def address(self, row):
        if commitment := self.commitments.get(row.commitment_id):
            return commitment_address(commitment)
        meeting = self.meetings.get(row.outcome.meeting_id) if row.outcome_id else None
        return meeting_address(meeting) if meeting else ""


def commitment_words(commitment):
    """ "Commitment 12"; of a draft, which has no number, that it is one."""
    if commitment.number is None:
        return _("Commitment, draft")
    return _("Commitment %(number)s") % {"number": whole(commitment.number, page_language())}


def meeting_address(meeting):
    return reverse("meetings:meeting_detail", kwargs={"uid": meeting.uid})


def source_address(source):
    """The page of a commitment, or of the meeting of an outcome."""
    return commitment_address(source) if isinstance(source, Commitment) else meeting_address(source.meeting)
