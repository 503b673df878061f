"""What can be found of CBMs and of their Implementation Plans."""

from django.db.models import Case, F, Q, TextField, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cbms.models import WRITABLE, Activity, Cbm, Objective, Plan
from hoaip.grants import holdings
from hoaip.language import localized
from hoaip.permissions import Role
from hoaip.search.ground import texts_of
from hoaip.search.sources import Hit, Source

# The text in the tables is what was submitted last: the database lets nobody change it.
FIXED = ("under_review", "cleared", "in_consultation", "adopted", "superseded")


def plans_read_live(user):
    """Plans of which this reader may have the text as it stands in the tables (`cbms.plans.texts.text_for`).

    Of a plan that is being written, or was put away, others than its drafters have the version that was submitted,
    and the words that stand in the tables since then are not theirs to find.
    """
    held = holdings(user)
    seen = Q(state__in=FIXED)
    if focal := held.ids("cbms.cbm", {Role.FOCAL_POINT}):
        seen |= Q(state__in=(*WRITABLE, "withdrawn"), cbm__in=focal)
    if leads := held.ids("cbms.cbm", {Role.LEAD, Role.CO_LEAD}):
        seen |= Q(state__in=WRITABLE, is_shared=True, cbm__in=leads)
    return Plan.objects.readable_by(user).filter(seen)


def plans_with_summary(user):
    """Plans this reader may know of, each with its summary as `told`, or "" where its text is not theirs."""
    told = When(pk__in=plans_read_live(user).order_by().values("pk"), then=F("summary"))
    return (
        Plan.objects.visible_to(user)
        .select_related("cbm")
        .defer("summary")
        .annotate(told=Case(told, default=Value(""), output_field=TextField()))
    )


def _cbm(row, context):
    return Hit(
        localized(row, "name")[0],
        reverse("cbms:cbm_detail", kwargs={"code": row.code}),
        row.short,
        texts_of(row, "objectives"),
    )


def _plan(row, context):
    address = reverse("plans:plan_detail", kwargs={"uid": row.uid})
    return Hit(localized(row, "title")[0], address, localized(row.cbm, "name")[0], (row.told,))


def _part(*fields):
    def hit(row, context):
        return Hit(
            row.title or localized(row.plan, "title")[0],
            reverse("plans:plan_detail", kwargs={"uid": row.plan.uid}),
            localized(row.plan, "title")[0],
            tuple(getattr(row, field) for field in fields),
        )

    return hit


def _of_plans(model):
    return lambda user: model.objects.filter(plan__in=plans_read_live(user).values("pk")).select_related("plan")


SOURCES = (
    Source(
        kind="cbms",
        title=_("CBMs"),
        rows=Cbm.objects.visible_to,
        columns=("code", "name_en", "name_fa", "name_ps", "objectives_en", "objectives_fa", "objectives_ps"),
        order=("position", "pk"),
        hit=_cbm,
    ),
    Source(
        kind="plans",
        title=_("Implementation Plans"),
        rows=plans_with_summary,
        columns=("title_en", "title_fa", "title_ps", "told"),
        order=("-created_at", "-pk"),
        hit=_plan,
    ),
    Source(
        kind="objectives",
        title=_("Objectives of plans"),
        rows=_of_plans(Objective),
        columns=("title", "text"),
        order=("-plan", "pk"),
        hit=_part("text"),
        index="cbms_objective_words",
    ),
    Source(
        kind="activities",
        title=_("Activities of plans"),
        rows=_of_plans(Activity),
        columns=("title", "text", "place", "funding", "indicator", "expected_result"),
        order=("-plan", "pk"),
        hit=_part("text", "place", "funding", "indicator", "expected_result"),
        index="cbms_activity_words",
    ),
)
