"""Implementation plans: begun, written, submitted as numbered versions, recalled, revised, withdrawn."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cbms.actions.plan_lock import locked
from cbms.actions.review_tasks import ask_reviewers
from cbms.actions.roles import lock
from cbms.models import UNDER_WAY, Activity, Objective, Plan, PlanComment, PlanVersion
from cbms.plans.complete import missing_in
from cbms.plans.content import content_of, digest_of
from hoaip import workflow
from hoaip.action import action, authorise, need_reason
from hoaip.audit import record, snapshot
from hoaip.calendar import digits
from hoaip.errors import Refused, Stale, WrongState
from hoaip.events import tell
from hoaip.grants import can
from hoaip.imports import check_columns, differs
from hoaip.language import page_language
from hoaip.models import Stakeholder
from hoaip.permissions import Permission


@dataclass(frozen=True)
class ActivityDetails:
    """One activity as typed; `key` of an activity that is there already, None for a new one."""

    title: str
    key: UUID | None = None
    text: str = ""
    lead: Stakeholder | None = None
    partners: tuple[Stakeholder, ...] = ()
    place: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    funding: str = ""
    indicator: str = ""
    expected_result: str = ""


@dataclass(frozen=True)
class ObjectiveDetails:
    """One objective as typed, with its activities in their order."""

    title: str
    key: UUID | None = None
    text: str = ""
    activities: tuple[ActivityDetails, ...] = ()


@dataclass(frozen=True)
class PlanDetails:
    """The whole text of a plan as typed. Months are given by their first and their last day."""

    title_en: str
    title_fa: str = ""
    title_ps: str = ""
    language: str = "en"
    summary: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    is_shared: bool = False
    objectives: tuple[ObjectiveDetails, ...] = ()


def may_write(user, plan):
    """Whether this person may write on the text: the CBM's focal points, and its leads while it is shared with them."""
    if can(user, Permission.DRAFT_PLAN, plan):
        return True
    return plan.is_shared and can(user, Permission.DRAFT_SHARED_PLAN, plan)


def may_recall(user, plan):
    """Whether this person submitted the newest version, which is therefore theirs to recall."""
    last = _newest(plan)
    return last is None or last.submitted_by_id == user.pk


def check_recall(plan, *, by):
    """Refused, naming who submitted it, unless that was this person."""
    if not may_recall(by, plan):
        name = _newest(plan).submitted_by.full_name
        raise Refused(_("Who submitted a version recalls it: ask %(name)s.") % {"name": name})


def _newest(plan):
    return plan.versions.defer("content").select_related("submitted_by").order_by("-number").first()


@action
def start_plan(cbm, *, title, language="en", amends=None, by, uid=None):
    """The first draft of a CBM's next plan; returns the Plan.

    - ValidationError at `cbm` while another one is under way;
    - `amends`, the plan in force, is copied with its keys: what is not touched is found again in the comparison.
    """
    authorise(by, Permission.DRAFT_PLAN, cbm)
    lock(cbm)
    if Plan.objects.filter(cbm=cbm, state__in=UNDER_WAY).exists():
        raise ValidationError({"cbm": _("A plan of this CBM is under way already. Go on with that one.")})
    if amends is not None and (amends.cbm_id != cbm.pk or amends.state != Plan.State.ADOPTED):
        raise ValidationError({"amends": _("An amendment changes the plan of this CBM that is in force.")})
    last = Plan.objects.filter(cbm=cbm).aggregate(last=Max("number"))["last"] or 0
    plan = Plan(uid=uid or uuid4(), cbm=cbm, number=last + 1, amends=amends, title_en=title.strip(), created_by=by)
    plan.language = amends.language if amends else language
    if amends is not None:
        for column in ("title_fa", "title_ps", "summary", "starts_on", "ends_on"):
            setattr(plan, column, getattr(amends, column))
    plan.full_clean()
    plan.save(force_insert=True)
    if amends is not None:
        _copy_text(amends, plan)
    record("plan.start", plan, by=by)
    return plan


@action
def write_plan(plan, *, details, by, version):
    """The text becomes what was typed, as one text with one version. Returns the Plan.

    - raises Stale, carrying the stored plan, when somebody saved since `version`; WrongState once it is submitted;
    - objectives and activities keep their keys, get their places from the order given, and go when left out.
    """
    row = locked(plan)
    authorise_writing(row, by=by)
    if not row.is_writable:
        raise WrongState(
            _("This plan is %(state)s: its text does not change now. Recall it, or draft an amendment.")
            % {"state": row.get_state_display()}
        )
    if row.version != version:
        raise Stale(_("Somebody saved this plan while you were typing."), current=row)
    before, old = snapshot(row), content_of(row)
    for column in ("title_en", "title_fa", "title_ps", "language", "summary", "starts_on", "ends_on"):
        setattr(row, column, getattr(details, column))
    if can(by, Permission.DRAFT_PLAN, row):
        row.is_shared = details.is_shared
    row.version += 1
    _check_frame(row)
    row.save()
    _write_objectives(row, details.objectives)
    new = content_of(row)
    changed = {} if new["objectives"] == old["objectives"] else {"text": [digest_of(old), digest_of(new)]}
    record("plan.write", row, by=by, before=before, extra=changed)
    return row


@action
def submit_plan(plan, *, note="", by, today, version=None):
    """The text is frozen as the next version and goes to review. Returns the PlanVersion.

    - ValidationError naming what is missing (`cbms.plans.complete`);
    - resubmitted, it differs from the version that was returned, or `note` says why and each open comment is answered.
    """
    row = locked(plan)
    authorise(by, Permission.SUBMIT_PLAN, row)
    content = content_of(row)
    if missing := missing_in(content):
        raise ValidationError([each.sentence for each in missing])
    last = row.versions.order_by("-number").first()
    digest = digest_of(content)
    if row.state == Plan.State.CHANGES_REQUESTED and last and last.digest == digest:
        _check_answered(row, note)
    before = snapshot(row)
    frozen = PlanVersion.objects.create(
        plan=row,
        number=last.number + 1 if last else 1,
        content=content,
        digest=digest,
        note=note.strip(),
        submitted_at=timezone.now(),
        submitted_by=by,
    )
    row = workflow.move(row, "submit", version=version, state_reason="")
    tell("plan.submit", row, on=today, **telling_of(row, number=frozen.number))
    record("plan.submit", row, by=by, before=before, extra={"submitted": [None, f"{frozen.number} {digest}"]})
    ask_reviewers(frozen, today=today, by=by)
    return frozen


def _check_answered(plan, note):
    """ValidationError when a plan that was returned comes back as it was, and its reviewers without an answer."""
    if not note.strip():
        raise ValidationError(
            {"note": _("Nothing has changed since it was returned. Change the text, or answer the reviewers here.")}
        )
    remarks = plan.comments.filter(parent__isnull=True, state=PlanComment.State.OPEN)
    answers = PlanComment.objects.filter(parent=OuterRef("pk")).exclude(author=OuterRef("author"))
    if waiting := remarks.exclude(Exists(answers)).count():
        raise ValidationError(
            ngettext(
                "Nothing has changed since it was returned, and %(count)s comment has no answer. Change the text, or "
                "answer it.",
                "Nothing has changed since it was returned, and %(count)s comments have no answer. Change the text, or "
                "answer each.",
                waiting,
            )
            % {"count": digits(waiting, page_language())}
        )


@action
def recall_plan(plan, *, by, version=None):
    """Who submitted it takes it back before the ministry has decided; it is a draft again."""
    row = locked(plan)
    authorise(by, Permission.SUBMIT_PLAN, row)
    check_recall(row, by=by)
    before = snapshot(row)
    row = workflow.move(row, "recall", version=version)
    record("plan.recall", row, by=by, before=before)
    return row


@action
def step_plan(plan, name, *, reason, by, version=None):
    """Revise a cleared plan, withdraw one, or reopen a withdrawn one, with a reason. Returns the Plan."""
    row = locked(plan)
    step = workflow.begins(row, name)
    authorise(by, step.permission, row)
    need_reason(reason)
    before = snapshot(row)
    row = workflow.move(row, name, version=version, state_reason=reason.strip())
    record(f"plan.{name}", row, by=by, before=before, reason=reason)
    return row


def _check_frame(plan):
    """ValidationError for what a writer can get wrong; the database holds the same, and is not asked rule by rule."""
    check_columns(plan)
    if not plan.title_en.strip():
        raise ValidationError({"title_en": _("A plan has an English title.")})
    if plan.starts_on and plan.ends_on and plan.ends_on < plan.starts_on:
        raise ValidationError({"last_month": _("It ends before it starts. Give the same month or a later one.")})


def authorise_writing(plan, *, by):
    if not may_write(by, plan):
        authorise(by, Permission.DRAFT_PLAN, plan)


def telling_of(plan, **params):
    """What is told of a plan: on its CBM and process, to who may see it."""
    return {"anchors": [plan.cbm, plan.cbm.process], "cbm": plan.cbm.code, **params}


def _write_objectives(plan, given):
    """Bring the rows in line with what was typed; statements do not grow with the number of rows.

    A key that is not among them, because somebody took that part out meanwhile, is given to it again.
    """
    objectives = {row.key: row for row in plan.objectives.all()}
    activities = {row.key: row for row in plan.activities.all()}
    kept, partners = [], {}
    for place, typed in enumerate(given, 1):
        objective = objectives.pop(typed.key, None) or Objective(plan=plan, key=_free_key(typed, kept))
        _put(objective, position=place, title=typed.title, text=typed.text)
        objective.clean_fields(exclude=["plan"])
        kept.append(objective)
    _store(Objective, kept, ["position", "title", "text"])
    rows = []
    for objective, typed_objective in zip(kept, given, strict=True):
        for place, typed in enumerate(typed_objective.activities, 1):
            activity = activities.pop(typed.key, None) or Activity(plan=plan, key=_free_key(typed, rows))
            columns = {column: getattr(typed, column) for column in ACTIVITY_COLUMNS}
            _put(activity, objective=objective, position=place, **columns)
            activity.clean_fields(exclude=["plan", "objective", "lead"])
            rows.append(activity)
            partners[activity.key] = {partner.pk for partner in typed.partners}
    _store(Activity, rows, ["objective", "position", *ACTIVITY_COLUMNS])
    _write_partners(rows, partners, gone=activities.values())
    Activity.objects.filter(pk__in=[row.pk for row in activities.values()]).delete()
    Objective.objects.filter(pk__in=[row.pk for row in objectives.values()]).delete()


def _free_key(typed, rows):
    """The key of a new row: as typed unless another row of the form has it already."""
    taken = typed.key is None or any(row.key == typed.key for row in rows)
    return uuid4() if taken else typed.key


def _put(row, **values):
    """Set columns, and note whether any differs from what is stored."""
    row.differs = differs(row, values)
    for column, value in values.items():
        setattr(row, column, value)


ACTIVITY_COLUMNS = (
    "title",
    "text",
    "lead",
    "place",
    "starts_on",
    "ends_on",
    "funding",
    "indicator",
    "expected_result",
)


def _store(model, rows, columns):
    new = [row for row in rows if row.pk is None]
    model.objects.bulk_update([row for row in rows if row.pk is not None and row.differs], columns)
    model.objects.bulk_create(new)


def _write_partners(activities, wanted, *, gone):
    through = Activity.partners.through
    stored = through.objects.filter(activity__in=[*activities, *gone])
    have = {(row.activity_id, row.stakeholder_id): row.pk for row in stored}
    want = {(row.pk, partner) for row in activities for partner in wanted[row.key]}
    through.objects.filter(pk__in=[pk for pair, pk in have.items() if pair not in want]).delete()
    through.objects.bulk_create(
        through(activity_id=activity, stakeholder_id=partner) for activity, partner in sorted(want - have.keys())
    )


def _copy_text(source, plan):
    """The rows of one plan as those of another, with their keys; in a few statements, whatever their number."""
    copies = {
        row.pk: Objective(plan=plan, key=row.key, position=row.position, title=row.title, text=row.text)
        for row in source.objectives.order_by("position")
    }
    Objective.objects.bulk_create(copies.values())
    activities, partners = [], {}
    for row in source.activities.prefetch_related("partners").order_by("position"):
        columns = {column: getattr(row, column) for column in ACTIVITY_COLUMNS if column != "lead"}
        activities.append(
            Activity(
                plan=plan,
                objective=copies[row.objective_id],
                key=row.key,
                position=row.position,
                lead_id=row.lead_id,
                **columns,
            )
        )
        partners[row.key] = {partner.pk for partner in row.partners.all()}
    Activity.objects.bulk_create(activities)
    _write_partners(activities, partners, gone=())
