"""How it stands with the plan of a CBM on a day: in force, under way, or none; in one statement with the CBM."""

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject

from cbms.models import UNDER_WAY, Plan, PlanVersion
from cbms.plans.words import pill_of, state_words
from hoaip.language import localized


@dataclass(frozen=True)
class Told:
    """As much of a plan as another page says."""

    uid: str
    number: int
    state: str
    title_en: str
    title_fa: str
    title_ps: str
    adopted_on: date | None
    superseded_on: date | None
    newest: int | None

    @property
    def title(self):
        return localized(self, "title")[0]

    def is_in_force(self, day):
        return bool(self.adopted_on) and self.adopted_on <= day and (not self.superseded_on or self.superseded_on > day)


@dataclass(frozen=True)
class Status:
    """The plan in force on a day and the one under way today, each a Told or None, with the latter's state in words."""

    in_force: Told | None
    under_way: Told | None
    words: str = ""
    pill: str = "plain"

    @property
    def place(self):
        """Where it stands among others: without any plan first, then with one under way, then with one in force."""
        return 2 if self.in_force else 1 if self.under_way else 0


def _told(rows):
    newest = PlanVersion.objects.filter(plan=OuterRef("pk")).order_by("-number").values("number")[:1]
    names = ("uid", "number", "state", "title_en", "title_fa", "title_ps", "adopted_on", "superseded_on")
    return rows.exclude(state=Plan.State.WITHDRAWN).annotate(
        newest=Subquery(newest), told=JSONObject(**{name: F(name) for name in names}, newest=F("newest"))
    )


def with_plans(cbms, person):
    """The queryset of CBMs, each with the plans that this person may know of: in the same statement."""
    rows = _told(Plan.objects.visible_to(person).filter(cbm=OuterRef("pk"))).order_by("number")
    return cbms.annotate(told_plans=ArraySubquery(rows.values("told")))


def plans_standing(person):
    """{CBM's primary key: [told]} of all plans that this person may know of. One query."""
    found = {}
    for cbm, told in _told(Plan.objects.visible_to(person)).order_by("number").values_list("cbm_id", "told"):
        found.setdefault(cbm, []).append(told)
    return found


def status_of(cbm, day, *, internal, is_today):
    """The Status on a day of a CBM of `with_plans`, or of its told plans. What is under way is said of today alone."""
    plans = [_plan(told) for told in getattr(cbm, "told_plans", cbm)]
    in_force = next((plan for plan in plans if plan.is_in_force(day)), None)
    under_way = next((plan for plan in plans if is_today and plan.state in UNDER_WAY), None)
    if under_way is None:
        return Status(in_force, None)
    words = str(state_words(under_way.state, internal=internal))
    return Status(in_force, under_way, words, pill_of(under_way.state, internal=internal))


def _plan(told):
    days = {name: told[name] and date.fromisoformat(told[name]) for name in ("adopted_on", "superseded_on")}
    return Told(**told | days)
