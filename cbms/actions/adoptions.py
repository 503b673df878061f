"""What bodies did with a plan: discussed, endorsed, adopted it. Adopted, it is sealed and supersedes the one before."""

from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Min
from django.utils.translation import gettext as _

from cbms.actions.plan_lock import locked
from cbms.actions.roles import lock
from cbms.documents import CbmHome
from cbms.models import Plan, PlanEvent, PlanVersion
from cbms.plans.content import content_of, digest_of
from cbms.plans.seal import seal_of
from hoaip import workflow
from hoaip.action import action, authorise
from hoaip.audit import record, snapshot
from hoaip.calendar import day_text
from hoaip.documents.actions import DocumentDetails, add_document
from hoaip.errors import WrongState
from hoaip.events import happened_on, tell
from hoaip.language import page_language
from hoaip.models import Document
from hoaip.permissions import Permission

ADOPTED = PlanEvent.Kind.ADOPTED
# Whose plan a body adopts: a cleared one; one that another body has adopted before, it adopts as well.
ADOPTABLE = (Plan.State.CLEARED, Plan.State.ADOPTED, Plan.State.SUPERSEDED)


@dataclass(frozen=True)
class EventDetails:
    """What a body did with a plan, as a source says it. `agreed`: the leads and supporters that agreed."""

    kind: str
    body: str
    on: date
    agreed: tuple = field(default=())
    source: str = ""
    source_note: str = ""
    confidence: str = "high"
    is_disputed: bool = False
    dispute_note: str = ""


@dataclass(frozen=True)
class SignedText:
    """The signed text: one that is there already (`document`), or a new file with its title and language."""

    document: Document | None = None
    file: object = None
    title: str = ""
    language: str = "en"


@action
def record_event(plan, *, details, plan_version=None, by, today):
    """A body discussed or endorsed a plan on a day, today or before. Returns the PlanEvent.

    `plan_version`: the version it had before it, where that is known.
    """
    row = locked(plan)
    authorise(by, Permission.RECORD_PLAN_EVENT, row)
    if details.kind == ADOPTED:
        raise ValidationError({"kind": _("An adoption is recorded on a page of its own, by the director.")})
    if row.state == Plan.State.WITHDRAWN:
        raise WrongState(_("This plan was withdrawn. Reopen it before a body deals with it."))
    _check_day(details, today=today)
    event = _write(row, details, plan_version=_of_plan(row, plan_version), by=by)
    record(f"plan.{details.kind}", event, by=by, extra=_told(details))
    return event


@action
def adopt_plan(plan, *, details, signed=None, by, today, version=None):
    """A body adopted a plan on a day, today or before. Returns the PlanEvent, sealed.

    - the first adoption of a cleared plan makes it the plan in force, on the day of that adoption; the plan that was in
      force is superseded on the same day, in the same transaction, and stays readable;
    - another body's adoption stands beside it; the plan counts as adopted on the earliest of their days;
    - the signed text is sealed with the version (`cbms.plans.seal`); without one the note on the source says why.
    """
    lock(plan.cbm)
    row = locked(plan)
    authorise(by, Permission.ADOPT_PLAN, row)
    if row.state not in ADOPTABLE:
        raise WrongState(
            _("This plan is %(state)s. A body adopts a plan that the ministry has cleared.")
            % {"state": row.get_state_display()}
        )
    if details.kind != ADOPTED:
        raise ValidationError({"kind": _("This page records adoptions.")})
    _check_day(details, today=today)
    if not details.agreed:
        raise ValidationError({"agreed": _("An adoption names the leads and supporters that agreed.")})
    adopted = row.adopted_version or _cleared_version(row)
    event_before = row.events.filter(kind=ADOPTED).exists()
    replaced = None if event_before else _in_force_before(row, details)
    if row.superseded_on is not None and details.on >= row.superseded_on:
        raise ValidationError({"on": _("Another plan is in force since %(day)s.") % {"day": _day(row.superseded_on)}})
    document = _signed_text(row, details, signed, by=by)
    files = document.files.values_list("sha256", flat=True) if document else ()
    event = _write(row, details, plan_version=adopted, document=document, seal=seal_of(adopted.digest, files), by=by)
    before = snapshot(row)
    if event_before:
        row = _adopted_earlier(row, version=version)
    else:
        if replaced is not None:
            supersede_plan(replaced, on=details.on, by=by)
        row = workflow.move(
            row, "adopt", version=version, adopted_version=adopted, adopted_on=details.on, state_reason=""
        )
    record("plan.adopt", event, by=by, extra=_told(details))
    record("plan.adopt", row, by=by, before=before)
    return event


@action
def supersede_plan(plan, *, on, by):
    """The plan is in force no more from the day on which the next one was adopted; its text stays readable."""
    authorise(by, Permission.ADOPT_PLAN, plan)
    row = locked(plan)
    before = snapshot(row)
    row = workflow.move(row, "supersede", superseded_on=on)
    tell("plan.supersede", row, on=on, anchors=[row.cbm, row.cbm.process], is_public=True, cbm=row.cbm.code)
    record("plan.supersede", row, by=by, before=before)
    return row


def _write(plan, details, *, by, **more):
    """The event and who agreed to it; who agreed goes first, since the database lets nobody join an adoption."""
    event = PlanEvent(
        pk=_next_key(),
        plan=plan,
        kind=details.kind,
        body=details.body,
        on=details.on,
        source=details.source,
        source_note=details.source_note,
        confidence=details.confidence,
        is_disputed=details.is_disputed,
        dispute_note=details.dispute_note if details.is_disputed else "",
        created_by=by,
        **more,
    )
    event.full_clean(exclude=["id", "agreed"])
    through = PlanEvent.agreed.through
    through.objects.bulk_create(through(planevent_id=event.pk, stakeholder=each) for each in details.agreed)
    event.save(force_insert=True)
    tell(
        f"plan.{details.kind}",
        event,
        on=details.on,
        anchors=[plan.cbm, plan.cbm.process],
        # Read by who may see the plan: the public once it is adopted.
        is_public=True,
        cbm=plan.cbm.code,
        plan=str(plan.uid),
        body=str(details.body),
    )
    return event


def _next_key():
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('cbms_planevent', 'id'))")
        return cursor.fetchone()[0]


def _told(details):
    return {"agreed": [None, sorted(each.slug for each in details.agreed)]}


def _check_day(details, *, today):
    if details.on > today:
        raise ValidationError({"on": _("That day is still ahead. Record it when it has happened.")})


def _of_plan(plan, version):
    if version is not None and version.plan_id != plan.pk:
        raise ValidationError({"plan_version": _("That version belongs to another plan.")})
    return version


def _cleared_version(plan):
    """The newest version, which the ministry cleared: the text must still be that one."""
    newest = PlanVersion.objects.filter(plan=plan).order_by("-number").first()
    if newest is None or digest_of(content_of(plan)) != newest.digest:
        raise WrongState(_("The text is not the version that was cleared. Submit it again."))
    return newest


def _in_force_before(plan, details):
    """The plan of this CBM that is in force, locked, or None; what follows it is adopted on a later day."""
    found = Plan.objects.filter(cbm=plan.cbm, state=Plan.State.ADOPTED).exclude(pk=plan.pk).first()
    if found is None:
        return None
    if found.number > plan.number or details.on <= found.adopted_on:
        raise ValidationError(
            {
                "on": _("The plan in force, %(plan)s, was adopted on %(day)s. What follows it is adopted later.")
                % {"plan": found, "day": _day(found.adopted_on)}
            }
        )
    return found


def _adopted_earlier(plan, *, version):
    """After another adoption: the plan counts as adopted on the earliest day, and the one before it ends there."""
    if version is not None and version != plan.version:
        raise WrongState(_("Somebody changed this plan in the meantime. Reload the page to see how."))
    first = plan.events.filter(kind=ADOPTED).aggregate(first=Min("on"))["first"]
    if first == plan.adopted_on:
        return plan
    former = Plan.objects.filter(cbm=plan.cbm, superseded_on=plan.adopted_on).exclude(pk=plan.pk).first()
    if former is not None:
        if first <= former.adopted_on:
            raise ValidationError(
                {"on": _("The plan before it was adopted on %(day)s.") % {"day": _day(former.adopted_on)}}
            )
        Plan.objects.filter(pk=former.pk).update(superseded_on=first)
        happened_on("plan.supersede", former, first)
    plan.adopted_on = first
    plan.version += 1
    plan.save(update_fields=["adopted_on", "version", "changed_at"])
    return plan


def _signed_text(plan, details, signed, *, by):
    """The document that was signed, added to its CBM where it is new; None when there is none, with a word why."""
    if signed is None or (signed.document is None and signed.file is None):
        if not details.source_note.strip():
            raise ValidationError({"source_note": _("There is no signed text. Say why, so that nobody looks for it.")})
        return None
    if signed.document is not None:
        return signed.document
    return add_document(
        CbmHome(),
        plan.cbm,
        details=DocumentDetails(
            type=Document.Type.DECLARATION,
            titles={"title_en": signed.title.strip() or str(plan)},
            dated_on=details.on,
            language=signed.language,
        ),
        file=signed.file,
        by=by,
        under=Permission.ADOPT_PLAN,
    )


def _day(day):
    return day_text(day, page_language())
