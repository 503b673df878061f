"""The list of plans: what narrows it, and what stands in a row, on the screen and in a file."""

import django_filters
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cbms.models import Cbm, Plan, PlanVersion
from cbms.plans.readings import changed_for
from cbms.plans.words import PUBLIC_STATES, reads_internal_words, state_words
from hoaip.calendar import period_text
from hoaip.decorators import reader
from hoaip.language import localized, page_language
from hoaip.lists import Cell, Column, ListFilter, ListPage, OneOfMany, days, written
from hoaip.public_cache import facts
from hoaip.reader import calendar_of_reader, made_each_time
from hoaip.templatetags.ui import plain_digits
from hoaip.widgets import Listed, Options

STATES = {name: states for name, states, _words in PUBLIC_STATES}


def cbm_choices():
    """Nothing first, then the six by code in the order of the house."""
    cbms = Cbm.objects.order_by("position").only("code", "name_en", "name_fa", "name_ps")
    return Options([("", _("all CBMs")), *((cbm.code, localized(cbm, "name")[0]) for cbm in cbms)])


class PlanFilter(ListFilter):
    """By CBM, by state in the words that everybody reads, and for who is signed in by what changed since."""

    cbm = django_filters.MultipleChoiceFilter(label=gettext_lazy("CBM"), widget=OneOfMany, method="of_cbms")
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        choices=[(name, words) for name, _states, words in PUBLIC_STATES],
        empty_label=gettext_lazy("all states"),
        widget=Listed,
        method="in_state",
    )
    changed = django_filters.ChoiceFilter(
        label=gettext_lazy("Changes"),
        choices=[("yes", gettext_lazy("since you last looked"))],
        empty_label=gettext_lazy("all plans"),
        widget=Listed,
        method="of_changes",
    )

    def __init__(self, request, rows):
        super().__init__(request, rows)
        self.filters["cbm"].extra["choices"] = facts.get(request, "cbm choices of plans", cbm_choices)
        self.person = reader(request)
        if not self.person.is_authenticated:
            del self.filters["changed"]

    def of_cbms(self, queryset, name, value):
        return queryset.filter(cbm__code__in=value) if value else queryset

    def in_state(self, queryset, name, value):
        return queryset.filter(state__in=STATES[value]) if value else queryset

    def of_changes(self, queryset, name, value):
        return queryset.filter(changed_for(self.person)) if value else queryset

    def pill_words(self, name, value, words):
        if name == "changed":
            return _("changed since you last looked")
        return value.upper() if name == "cbm" else words


class PlanList(ListPage):
    """Plans the reader may know of, the newest begun first."""

    name = "plans"
    export_route = "plans:plan_export"
    filter_class = PlanFilter
    order = ("-created_at", "-pk")

    def seen(self):
        return Plan.objects.visible_to(reader(self.request))

    @property
    def filters_are_shared(self):
        return not reader(self.request).is_authenticated

    def shaped(self, rows):
        person = reader(self.request)
        if person.is_authenticated:
            rows = rows.annotate(has_changed=changed_for(person))
        newest = PlanVersion.objects.filter(plan=OuterRef("pk")).order_by("-number").values("number")[:1]
        return (
            rows.select_related("cbm", "adopted_version")
            .defer("adopted_version__content")
            .annotate(newest=Subquery(newest))
        )

    def dressed(self, rows):
        # The mark goes when the plan is looked at, and no action writes that.
        if any(_has_changed(row) for row in rows):
            made_each_time(self.request)
        return rows

    @property
    def title(self):
        return _("Implementation Plans")

    def told(self, count):
        return ngettext("%(count)s plan", "%(count)s plans", count)

    def columns(self):
        internal = reads_internal_words(reader(self.request))
        language, calendar = page_language(), calendar_of_reader(self.request)

        def called(row):
            return localized(row, "title")[0]

        def changed(row):
            # Who knows one version alone has nothing to compare it with.
            route = "plans:plan_compare" if internal else "plans:plan_detail"
            address = reverse(route, kwargs={"uid": row.uid})
            return format_html(
                ' <a class="pill pill-track" href="{}">{}</a>', address, _("changed since you last looked")
            )

        def version(row):
            # Whoever reads no internal words knows of the adopted one alone.
            number = row.adopted_version.number if row.adopted_version_id else row.newest if internal else None
            return "" if number is None else number

        def version_shown(row):
            return plain_digits(version(row))

        def when(row):
            if not (row.starts_on and row.ends_on):
                return ""
            return period_text(row.starts_on, row.ends_on, "month", language, calendar=calendar, fixed=True)

        def state(row):
            return str(state_words(row.state, internal=internal))

        def code_of_state(row):
            return row.state if internal else next(name for name, states in STATES.items() if row.state in states)

        return [
            Column(
                _("Plan"),
                lambda row: format_html(
                    '<a href="{}"><bdi>{}</bdi></a>{}{}',
                    reverse("plans:plan_detail", kwargs={"uid": row.uid}),
                    called(row),
                    format_html(' <span class="note">{}</span>', _("amendment")) if row.amends_id else "",
                    changed(row) if _has_changed(row) else "",
                ),
                (Cell("plan", _("Plan"), called),),
            ),
            written("cbm", _("CBM"), lambda row: row.cbm.short),
            Column(_("State"), state, (Cell("state", _("State"), code_of_state, state, is_safe=True),)),
            Column(
                _("Version"), version_shown, (Cell("version", _("Version"), version, is_safe=True),), is_number=True
            ),
            Column(
                _("Period"),
                when,
                (
                    *days("first_day", _("First day"), lambda row: row.starts_on),
                    *days("last_day", _("Last day"), lambda row: row.ends_on),
                ),
            ),
            Column(_("Adopted"), None, days("adopted_on", _("Adopted"), lambda row: row.adopted_on)),
        ]


def _has_changed(row):
    return getattr(row, "has_changed", False)
